/** What `check` can be asked: `claim.` offers all of these. */
export { gainsNothing, rightCause } from "./01-four-ways.js";
export { costsLittle, staysResponsive, yields } from "./02-the-event-loop.js";
export { answersInOrder, askedOnce, limitKept, noGap } from "./03-waiting-well.js";
export { rightCores, rightWay } from "./04-the-gil.js";
export { pays } from "./05-moving-data.js";
export { coversAll, evenWork, keepsLanesBusy } from "./06-pools-and-chunks.js";
export { always, neverStuck, neverWaits, noRace } from "./07-sharing-and-breaking.js";
export { onHosts } from "./11-beyond-one-machine.js";
export { tenTimesApart } from "./12-choosing.js";
export { that } from "./check.js";
export { notOnMainThread, onThreads, parallel, rightAnswer } from "./run-claims.js";
