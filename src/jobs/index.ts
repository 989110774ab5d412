/** The jobs of the course, and what makes a job of a function: `job.` offers all of these. */
export { faulty } from "./faulty.js";
export { fromFunction } from "./from-function.js";
export { fromPython } from "./from-python.js";
export { fullPool } from "./full-pool.js";
export { keys } from "./keys.js";
export { logins } from "./logins.js";
export { mandelbrot } from "./mandelbrot.js";
export { memory } from "./memory.js";
export { computing, primes } from "./primes.js";
export { requests } from "./requests.js";
export { sieve } from "./sieve.js";
export { counting } from "./slices.js";
export { turns } from "./turns.js";
