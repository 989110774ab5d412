/** Threads as programs of steps: `threads.` offers all of these. */
export { everySchedule } from "./every.js";
export { forReal } from "./for-real.js";
export { play } from "./play.js";
