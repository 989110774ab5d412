// Counts the primes up to 3,000,000 with one worker thread per core. Run it: node 01-worker-threads.mjs
// This is an ES module (.mjs). A CommonJS file (.cjs) starts with `const { Worker, … } = require("node:worker_threads")`,
// says `new Worker(__filename, …)`, and awaits inside an async function.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const UP_TO = 3_000_000;

function countPrimes({ from, to }) {
  let found = 0;
  for (let n = Math.max(2, from); n <= to; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) found++;
  }
  return found;
}

function inWorker(range) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: range });
    worker.once("message", resolve);
    worker.once("error", reject); // the worker threw
    worker.once("exit", (code) => reject(new Error(`the worker ended with code ${code}`))); // no message
  });
}

if (isMainThread) {
  const threads = availableParallelism();
  const cut = (i) => Math.floor((UP_TO * i) / threads);
  const ranges = Array.from({ length: threads }, (_, i) => ({ from: cut(i) + 1, to: cut(i + 1) }));
  const startMs = performance.now();
  const counts = await Promise.all(ranges.map(inWorker));
  const total = counts.reduce((sum, count) => sum + count, 0);
  console.log(`${total} primes, ${threads} threads, ${Math.round(performance.now() - startMs)} ms`);
} else {
  parentPort.postMessage(countPrimes(workerData)); // the same file again, now in the thread
}
