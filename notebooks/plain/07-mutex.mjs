// A lock for worker threads, made of Atomics.wait and Atomics.notify: node 07-mutex.mjs
import { once } from "node:events";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const [LOCK, COUNTER, TIMES] = [0, 64, 100_000];

// Atomics.wait stops the whole thread. A browser's main thread may not call it (Atomics.waitAsync
// may), and a server's should not: while it waits, it answers nobody.
function withLock(memory, body) {
  while (Atomics.compareExchange(memory, LOCK, 0, 1) !== 0) Atomics.wait(memory, LOCK, 1);
  try {
    return body(); // must not call withLock again: it would wait for itself
  } finally {
    Atomics.store(memory, LOCK, 0); // without this line all others would wait for ever
    Atomics.notify(memory, LOCK, 1);
  }
}

if (isMainThread) {
  const memory = new Int32Array(new SharedArrayBuffer(512));
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url), { workerData: memory }));
  // A worker that is ended inside the lock never gives it back: so never terminate one that may.
  await Promise.all(workers.map((worker) => once(worker, "exit")));
  console.log(`${memory[COUNTER]} of ${2 * TIMES}, with a plain ++ inside the lock`);
} else {
  for (let i = 0; i < TIMES; i++) withLock(workerData, () => workerData[COUNTER]++);
}
