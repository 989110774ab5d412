/** The charts of the course: `plot.` offers all of these. */
export { card } from "./card.js";
export { classroom } from "./classroom.js";
export { clicks } from "./clicks.js";
export { cost } from "./cost.js";
export { curve } from "./curve.js";
export { grid } from "./grid.js";
export { lanes } from "./lanes.js";
export { order } from "./order.js";
export { outcomes } from "./outcomes.js";
export { painted } from "./painted.js";
export { repeats } from "./repeats.js";
export { scaling } from "./scaling.js";
export { schedule } from "./schedule.js";
export { sketches } from "./sketch.js";
export { timeline } from "./timeline.js";
export { timings } from "./timings.js";
export { tradeoff } from "./tradeoff.js";
