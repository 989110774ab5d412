/** The charts of the course: `plot.` offers all of these. */
export { card } from "./card.js";
export { cost } from "./cost.js";
export { curve } from "./curve.js";
export { lanes } from "./lanes.js";
export { outcomes } from "./outcomes.js";
export { painted } from "./painted.js";
export { scaling } from "./scaling.js";
export { schedule } from "./schedule.js";
export { sketches } from "./sketch.js";
export { timeline } from "./timeline.js";
export { timings } from "./timings.js";
