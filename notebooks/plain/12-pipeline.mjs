// Asks, computes in a pool, and keeps both limits: npm install p-limit piscina
import { once } from "node:events";
import { createServer } from "node:http";
import { isMainThread } from "node:worker_threads";
import pLimit from "p-limit";
import { Piscina } from "piscina";

export default function discount(text) {
  let x = text.length;
  for (let i = 0; i < 5_000_000; i++) x = (x ^ (x << 13) ^ (x >>> 7)) | 0;
  return x;
}

if (isMainThread) {
  // A service to ask, so that this runs without a network.
  const server = createServer((request, response) => setTimeout(() => response.end("ok"), 50));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${server.address().port}/`;

  const pool = new Piscina({ filename: import.meta.url }); // as many threads as there are cores
  const limit = pLimit(8); // that many requests in progress, to spare the service
  const handle = async (order) => {
    const text = await limit(async () => {
      const response = await fetch(url + order, { signal: AbortSignal.timeout(5000) });
      if (!response.ok) throw new Error(`order ${order}: status ${response.status}`);
      return response.text();
    });
    return pool.run(text);
  };
  const startMs = performance.now();
  const results = await Promise.allSettled(Array.from({ length: 24 }, (_, i) => handle(i)));
  const failed = results.filter(({ status }) => status === "rejected").length;
  console.log(`${results.length - failed} done, ${failed} failed, ${Math.round(performance.now() - startMs)} ms`);
  await pool.destroy();
  server.close();
  server.closeAllConnections();
}
