// A request with a time limit, retries and jitter: node 09-retry.mjs
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Fetches a text; tries again if that may help. For requests that may safely be made twice. */
async function fetchText(url, { tries = 5, limitMs = 1000, signal } = {}) {
  for (let n = 1; ; n++) {
    try {
      const limit = AbortSignal.timeout(limitMs); // a new one for every try
      const both = signal ? AbortSignal.any([signal, limit]) : limit;
      const response = await fetch(url, { signal: both });
      if (response.ok) return await response.text();
      await response.body?.cancel();
      const error = new Error(`${url} answered ${response.status}`);
      throw Object.assign(error, { final: response.status < 500 }); // 404 will stay 404
    } catch (error) {
      if (error.final || n === tries || signal?.aborted) throw error;
      await sleep(Math.random() * Math.min(2000, 50 * 2 ** n), undefined, { signal }); // full jitter
    }
  }
}

// A server to ask, so that this runs without a network: its first three answers are 503.
let asked = 0;
const server = createServer((request, response) => {
  response.statusCode = request.url === "/gone" ? 404 : ++asked <= 3 ? 503 : 200;
  response.end("here I am");
});
await once(server.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${server.address().port}`;
console.log(await fetchText(`${url}/`), `(asked ${asked} times)`);
console.log(await fetchText(`${url}/gone`).catch((error) => error.message));
server.close();
server.closeAllConnections();
