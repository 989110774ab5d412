import { coresBusy, mostInProgress, type Run } from "./run.js";

/** A drawn picture to choose in a prediction: what it stands for, and when lanes look like it. */
export interface Picture {
  /** Lanes from top to bottom; each a list of bars `[from, to]` in no unit. */
  readonly lanes: readonly (readonly (readonly [number, number])[])[];
  /** A few words under it. */
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
const PARALLEL = 1.25;

/** Every part at the same instant as the others, each on a core of its own. */
const sideBySide: Picture = {
  lanes: [[[0, 3]], [[0, 3]], [[0, 3]], [[0, 3]]],
  caption: "side by side",
  means: "all parts run at the same instant",
  holds: (run) => most(run) > 1 && coresBusy(run) >= PARALLEL,
  against: (run) =>
    most(run) > 1
      ? `the parts did overlap, but ${busy(run)}: they took turns`
      : `never was more than one part in progress, and ${busy(run)}`,
};

/** One part after another. */
const endToEnd: Picture = {
  lanes: [[[0, 3]], [[3, 6]], [[6, 9]], [[9, 12]]],
  caption: "end to end",
  means: "a part starts when the one before it has ended",
  holds: (run) => most(run) === 1,
  against: (run) => `${most(run)} parts were in progress at once`,
};

/** Parts that take turns, a little of each at a time. */
const timeSliced: Picture = {
  lanes: [0, 1, 2, 3].map((lane) => [0, 4, 8].map((at) => [at + lane, at + lane + 1] as const)),
  caption: "time-sliced",
  means: "the parts take turns, a slice of each at a time",
  holds: (run) => most(run) > 1 && coresBusy(run) < PARALLEL,
  against: (run) =>
    most(run) > 1
      ? `${busy(run)}: more than taking turns allows`
      : "no part began before the one before it had ended",
};

/** The pictures that a prediction can offer. */
export const picture = { sideBySide, endToEnd, timeSliced } as const;
