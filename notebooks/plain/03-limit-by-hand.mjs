// Keeps at most 4 requests in progress: node 03-limit-by-hand.mjs
import { once } from "node:events";
import { createServer } from "node:http";

async function mapWithLimit(items, limit, fn) {
  const results = new Array(items.length);
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++; // nothing runs between reading and adding: there is one thread
      results[at] = await fn(items[at]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results; // rejects with the first error; the other requests go on until they end
}

// A server to ask, so that this runs without a network.
const server = createServer((request, response) => setTimeout(() => response.end(request.url), 50));
await once(server.listen(0, "127.0.0.1"), "listening");
const urls = Array.from({ length: 20 }, (_, i) => `http://127.0.0.1:${server.address().port}/${i}`);

const startMs = performance.now();
const texts = await mapWithLimit(urls, 4, async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
});
console.log(`${texts.length} answers in ${Math.round(performance.now() - startMs)} ms`);
server.close();
server.closeAllConnections();
