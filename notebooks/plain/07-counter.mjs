// Two worker threads add to shared counters: node 07-counter.mjs
import { once } from "node:events";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const TIMES = 5_000_000;
// 64 numbers of 4 bytes apart: counters on one cache line would slow each other down.
const [STARTED, PLAIN, ATOMIC] = [0, 64, 128];

async function main() {
  const memory = new Int32Array(new SharedArrayBuffer(1024));
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url), { workerData: memory }));
  await Promise.all(workers.map((worker) => once(worker, "exit"))); // rejects if a worker throws
  const kept = (counter) => `${((100 * memory[counter]) / (2 * TIMES)).toFixed(1)} % kept`;
  console.log(`plain ++: ${kept(PLAIN)}; Atomics.add: ${kept(ATOMIC)}`);
}

function addUp(memory) {
  Atomics.add(memory, STARTED, 1);
  while (Atomics.load(memory, STARTED) < 2); // wait for the other, so that they run together
  for (let i = 0; i < TIMES; i++) memory[PLAIN]++;
  for (let i = 0; i < TIMES; i++) Atomics.add(memory, ATOMIC, 1);
}

if (isMainThread) await main();
else addUp(workerData);
