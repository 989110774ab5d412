// Keeps at most 4 requests in progress: npm install p-limit
import { once } from "node:events";
import { createServer } from "node:http";
import pLimit from "p-limit";

// A server to ask, so that this runs without a network.
const server = createServer((request, response) => setTimeout(() => response.end(request.url), 50));
await once(server.listen(0, "127.0.0.1"), "listening");
const urls = Array.from({ length: 20 }, (_, i) => `http://127.0.0.1:${server.address().port}/${i}`);

async function get(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
}

const limit = pLimit(4);
const startMs = performance.now();
const settled = await Promise.allSettled(urls.map((url) => limit(() => get(url))));
const failed = settled.filter(({ status }) => status === "rejected");
const ms = Math.round(performance.now() - startMs);
console.log(`${settled.length - failed.length} answers and ${failed.length} failures in ${ms} ms`);
server.close();
server.closeAllConnections();
