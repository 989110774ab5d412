export { fromFunction } from "./from-function.js";
export { primes } from "./jobs/primes.js";
export { machine } from "./machine.js";
export { calibrate, compare, run } from "./measure.js";
export { coresBusy, inProgress, median, wallMs } from "./run.js";
export { python, way } from "./ways/index.js";
