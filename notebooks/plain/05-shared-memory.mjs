// Two worker threads read the same memory; nothing is copied: node 05-shared-memory.mjs
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

function sumInWorker(numbers) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: numbers });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the worker ended with code ${code}`)));
  });
}

if (isMainThread) {
  const memory = new SharedArrayBuffer(4_000_000 * Float64Array.BYTES_PER_ELEMENT);
  const shared = new Float64Array(memory);
  for (let i = 0; i < shared.length; i++) shared[i] = i % 10; // written before anybody reads it
  const half = shared.length / 2;
  const sums = await Promise.all([
    sumInWorker(shared.subarray(0, half)), // a view of shared memory: a message of a few bytes
    sumInWorker(shared.subarray(half)),
  ]);
  console.log(`${sums[0]} + ${sums[1]} = ${sums[0] + sums[1]}`);
} else {
  parentPort.postMessage(workerData.reduce((sum, number) => sum + number, 0));
}
