import type { Sketch } from "../figures/sketch.js";
import { type Reaction, reactionOf, worstGapMs } from "../lab/heartbeat.js";
import { coresBusy, mostInProgress, type Run, wallMs } from "../lab/run.js";
import * as words from "../words/lessons/pictures.js";
import { PARALLEL } from "./disturbed.js";

/** A sketch to choose in a prediction: what it stands for, and when a run looks like it. */
export interface Hypothesis extends Sketch {
  readonly caption: string;
  /** What someone believes who chooses it. */
  readonly means: string;
  /** Whether a measured run looks like it. */
  readonly holds: (run: Run) => boolean;
  /** What in a measured run speaks against it. */
  readonly against: (run: Run) => string;
}

const most = (run: Run) => mostInProgress(run.spans);
const { against } = words;

/** Every part at the same instant as the others, each on a core of its own. */
const sideBySide: Hypothesis = {
  lanes: [[[0, 3]], [[0, 3]], [[0, 3]], [[0, 3]]],
  ...words.sideBySide,
  holds: (run) => most(run) > 1 && coresBusy(run) >= PARALLEL,
  against: (run) => (most(run) > 1 ? against.tookTurns : against.oneAtATime)(coresBusy(run)),
};

/** One part after another. */
const endToEnd: Hypothesis = {
  lanes: [[[0, 3]], [[3, 6]], [[6, 9]], [[9, 12]]],
  ...words.endToEnd,
  holds: (run) => most(run) === 1,
  against: (run) => against.atOnce(most(run)),
};

/** Parts that take turns, a little of each at a time. */
const timeSliced: Hypothesis = {
  lanes: [0, 1, 2, 3].map((lane) => [0, 4, 8].map((at) => [at + lane, at + lane + 1] as const)),
  ...words.timeSliced,
  holds: (run) => most(run) > 1 && coresBusy(run) < PARALLEL,
  against: (run) => (most(run) > 1 ? against.moreThanTurns(coresBusy(run)) : against.noOverlap),
};

/** A picture of the event loop's lane: bars where it could not react, or ticks where it could. */
function loopLane(
  reaction: Reaction,
  bars: Sketch["lanes"][number],
  said: Pick<Hypothesis, "caption" | "means">,
): Hypothesis {
  return {
    lanes: [bars],
    ...said,
    holds: (run) => reactionOf(run) === reaction,
    against: (run) => against.blockedFor(worstGapMs(run), wallMs(run)),
  };
}

const every = (count: number, length: number) =>
  Array.from({ length: count }, (_, nth) => [nth, nth + length] as const);

const blocked = loopLane("blocked", [[0, 12]], words.blocked);
const inSlices = loopLane("in slices", every(12, 0.8), words.inSlices);
const responsive = loopLane("responsive", every(24, 0.1), words.responsive);

/** The pictures that a prediction can offer: of a job's lanes, and of the event loop's lane. */
export const picture = { sideBySide, endToEnd, timeSliced, blocked, inSlices, responsive } as const;
