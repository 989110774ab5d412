// npm install piscina
// Counts the primes up to 3,000,000 with a pool: its threads are started once and get part after part.
import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";
import { Piscina } from "piscina";

const UP_TO = 3_000_000;
const PARTS = 64;

// The pool's threads load this file too, and call what it exports.
export default function countPrimes({ from, to }) {
  let found = 0;
  for (let n = Math.max(2, from); n <= to; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) found++;
  }
  return found;
}

if (isMainThread) {
  const cut = (i) => Math.floor((UP_TO * i) / PARTS);
  const ranges = Array.from({ length: PARTS }, (_, i) => ({ from: cut(i) + 1, to: cut(i + 1) }));
  const threads = availableParallelism();
  const pool = new Piscina({ filename: import.meta.url, minThreads: threads, maxThreads: threads });
  try {
    const counts = await Promise.all(ranges.map((range) => pool.run(range))); // rejects if one throws
    const total = counts.reduce((sum, count) => sum + count, 0);
    console.log(`${total} primes, ${threads} threads, ${PARTS} parts`);
  } finally {
    await pool.destroy(); // its threads would keep the program alive
  }
}
