// A request with a time limit, retries and jitter: node 09-retry.mjs
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Fetches a text; tries again if that may help. For requests that may safely be made twice. */
async function fetchText(url, { tries = 5, limitMs = 1000, mostMs = 60_000, signal } = {}) {
  for (let n = 1; ; n++) {
    try {
      const limit = AbortSignal.timeout(limitMs); // a new one for every try
      const both = signal ? AbortSignal.any([signal, limit]) : limit;
      const response = await fetch(url, { signal: both });
      if (response.ok) return await response.text();
      await response.body?.cancel();
      const { status, headers } = response;
      const final = status < 500 && status !== 429; // 404 will stay 404; 429 means "too many"
      const asks = headers.get("retry-after"); // the server's own pause: seconds, or a date
      const afterMs = Number(asks) * 1000 || Date.parse(asks) - Date.now() || 0;
      throw Object.assign(new Error(`${url} answered ${status}`), { final, afterMs });
    } catch (error) {
      const { final = false, afterMs = 0 } = error; // a time-out or a lost connection may pass
      if (final || afterMs > mostMs || n === tries || signal?.aborted) throw error;
      const pauseMs = Math.random() * Math.min(2000, 50 * 2 ** n); // full jitter
      await sleep(Math.max(0, afterMs) + pauseMs, undefined, { signal });
    }
  }
}

// A server to ask, so that this runs without a network: twice it is down, then once too busy.
let asked = 0;
const server = createServer((request, response) => {
  response.statusCode = request.url === "/gone" ? 404 : ([503, 503, 429][asked++] ?? 200);
  if (response.statusCode === 429) response.setHeader("retry-after", "1");
  response.end("here I am");
});
await once(server.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${server.address().port}`;
const startMs = performance.now();
console.log(await fetchText(`${url}/`), `(asked ${asked} times)`);
console.log(`after ${Math.round(performance.now() - startMs)} ms; Retry-After asked for 1000`);
console.log(await fetchText(`${url}/gone`).catch((error) => error.message));
server.close();
server.closeAllConnections();
