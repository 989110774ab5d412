/** What can be read from a run, and from several: `measure.` offers all of these. */
export { bytesSent } from "../experiments/moving/moving.js";
export { partsMs, shares, speedUpLimit } from "../experiments/shares.js";
export { winner } from "../figures/fastest.js";
export { byCall, byThread } from "../jobs/keys.js";
export { mostAtOnce, withTurns } from "../jobs/turns.js";
export { clickWait, reactionOf as reaction, worstGapMs } from "../lab/heartbeat.js";
export { coresBusy, inProgress, median, mostInProgress, wallMs } from "../lab/run.js";
export { emptyShare } from "./03-waiting-well.js";
export { breakEven, withStartUp } from "./05-moving-data.js";
export { again } from "./11-beyond-one-machine.js";
