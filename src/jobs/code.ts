/** The functions that the jobs run, to be shown and called: `code.` offers all of these. */
export { work } from "./faulty.js";
export { takeThreads } from "./full-pool.js";
export { makeKey } from "./keys.js";
export { stepsOf } from "./mandelbrot.js";
export { isPrime, primesIn } from "./primes.js";
export { get } from "./requests.js";
export { simpleSieve } from "./sieve.js";
export { asyncFunction, immediateSlices, plainLoop, promiseSlices } from "./slices.js";
export { noteWhenRunning } from "./turns.js";
export { wheelSieve } from "./wheel.js";
