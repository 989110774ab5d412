/** The functions that the jobs run, to be shown and called: `code.` offers all of these. */
export { isPrime, primesIn } from "./primes.js";
export { get } from "./requests.js";
export { asyncFunction, immediateSlices, plainLoop, promiseSlices } from "./slices.js";
export { takeTurns } from "./turns.js";
