// What a reader would hand to piscina without the lab: the function, and nothing around it.
export { primesIn as default } from "#dist/jobs/primes.js";
