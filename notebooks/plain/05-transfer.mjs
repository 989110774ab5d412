// Lends an array to a worker thread and gets it back, without a copy: node 05-transfer.mjs
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  const mine = new Float64Array(4_000_000).fill(2);
  worker.postMessage(mine, [mine.buffer]); // the list names what is handed over
  console.log(`sent, and ${mine.byteLength} bytes are left here`);
  const [theirs] = await once(worker, "message"); // rejects if the worker throws
  console.log(`back: ${theirs.byteLength} bytes, and the first number is ${theirs[0]}`);
  await worker.terminate();
} else {
  parentPort.once("message", (numbers) => {
    for (let i = 0; i < numbers.length; i++) numbers[i] = numbers[i] ** 2;
    parentPort.postMessage(numbers, [numbers.buffer]);
  });
}
