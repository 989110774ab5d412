// Counts primes in slices, so that timers and requests get their turn. Run it: node 02-slices.mjs
// This is an ES module (.mjs). CommonJS (.cjs) has no `await` at the top level: call a `main()` there.
import { setImmediate as nextIteration } from "node:timers/promises";

const SLICE_MS = 5; // nobody waits longer for us than about this

function isPrime(n) {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}

async function countPrimes(upTo, { signal } = {}) {
  let found = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  for (let n = 2; n <= upTo; n++) {
    if (isPrime(n)) found++;
    if (n % 100 !== 0 || performance.now() < sliceEnd) continue; // look at the clock now and then
    await nextIteration(undefined, { signal }); // timers, messages and requests run here
    sliceEnd = performance.now() + SLICE_MS;
  }
  return found;
}

let beats = 0;
const heartbeat = setInterval(() => beats++, 10);
try {
  // What yields can also be stopped: here after ten seconds, or by the signal of a request.
  const found = await countPrimes(2_000_000, { signal: AbortSignal.timeout(10_000) });
  console.log(`${found} primes; the event loop called another timer ${beats} times meanwhile`);
} catch (error) {
  if (error.name !== "AbortError") throw error;
  console.log("Stopped: it took too long");
} finally {
  clearInterval(heartbeat);
}
