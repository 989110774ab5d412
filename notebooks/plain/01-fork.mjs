// Counts the primes up to 3,000,000 with one process per core. Run it: node 01-fork.mjs
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

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

function inProcess(range) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["child"], { serialization: "advanced" });
    child.once("message", resolve);
    child.once("error", reject); // it could not be started, or not be sent the range
    child.once("exit", (code, signal) => reject(new Error(`the child ended: ${signal ?? code}`)));
    child.send(range);
  });
}

if (process.argv[2] === "child") {
  process.once("message", (range) => {
    process.send(countPrimes(range), () => process.disconnect()); // sent: now it may end
  });
} else {
  const processes = availableParallelism();
  const cut = (i) => Math.floor((UP_TO * i) / processes);
  const ranges = Array.from({ length: processes }, (_, i) => ({ from: cut(i) + 1, to: cut(i + 1) }));
  const counts = await Promise.all(ranges.map(inProcess));
  const total = counts.reduce((sum, count) => sum + count, 0);
  console.log(`${total} primes, ${processes} processes`);
}
