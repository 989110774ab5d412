import type { Sketch } from "../figures/sketch.js";
import { type Reaction, reactionOf, worstGapMs } from "../lab/heartbeat.js";
import { coresBusy, mostInProgress, type Run, wallMs } from "../lab/run.js";
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
const busy = (run: Run) => `${coresBusy(run).toFixed(1)} cores were busy`;

/** Every part at the same instant as the others, each on a core of its own. */
const sideBySide: Hypothesis = {
  lanes: [[[0, 3]], [[0, 3]], [[0, 3]], [[0, 3]]],
  caption: "all at once",
  means: "all parts run at the same instant",
  holds: (run) => most(run) > 1 && coresBusy(run) >= PARALLEL,
  against: (run) =>
    most(run) > 1
      ? `the parts overlapped while ${busy(run)}, so they took turns`
      : `only one part was in progress at any time, and ${busy(run)}`,
};

/** One part after another. */
const endToEnd: Hypothesis = {
  lanes: [[[0, 3]], [[3, 6]], [[6, 9]], [[9, 12]]],
  caption: "one after another",
  means: "a part starts when the one before it has ended",
  holds: (run) => most(run) === 1,
  against: (run) => `${most(run)} parts were in progress at once`,
};

/** Parts that take turns, a little of each at a time. */
const timeSliced: Hypothesis = {
  lanes: [0, 1, 2, 3].map((lane) => [0, 4, 8].map((at) => [at + lane, at + lane + 1] as const)),
  caption: "taking turns",
  means: "the parts take turns, a slice of each at a time",
  holds: (run) => most(run) > 1 && coresBusy(run) < PARALLEL,
  against: (run) =>
    most(run) > 1
      ? `${busy(run)}: more than taking turns allows`
      : "no part began before the one before it had ended",
};

/** A picture of the event loop's lane: bars where it could not react, or ticks where it could. */
function loopLane(
  reaction: Reaction,
  bars: Sketch["lanes"][number],
  words: Pick<Hypothesis, "caption" | "means">,
): Hypothesis {
  return {
    lanes: [bars],
    ...words,
    holds: (run) => reactionOf(run) === reaction,
    against: (run) => {
      const [worst, whole] = [worstGapMs(run), wallMs(run)].map((ms) => Math.round(ms));
      return `the event loop was blocked for ${worst} of ${whole} ms at a stretch`;
    },
  };
}

const every = (count: number, length: number) =>
  Array.from({ length: count }, (_, nth) => [nth, nth + length] as const);

const blocked = loopLane("blocked", [[0, 12]], {
  caption: "blocked until the end",
  means: "it reacts when the work is done",
});

const inSlices = loopLane("in slices", every(12, 0.8), {
  caption: "blocked, with short breaks",
  means: "it reacts between two slices",
});

const responsive = loopLane("responsive", every(24, 0.1), {
  caption: "responsive all the time",
  means: "it reacts all the time",
});

/** The pictures that a prediction can offer: of a job's lanes, and of the event loop's lane. */
export const picture = { sideBySide, endToEnd, timeSliced, blocked, inSlices, responsive } as const;
