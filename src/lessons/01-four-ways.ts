import { TWO_CORES } from "../lab/machine.js";
import { coresBusy, median, mostInProgress, type Run, wallMs } from "../lab/run.js";
import * as words from "../words/lessons/01-four-ways.js";
import type { Claim } from "./check.js";
import { orDisturbed } from "./disturbed.js";

/** Why a job gains nothing from workers, or that it does. */
export type Cause = "too small" | "cannot be divided" | "waits" | "it gains";

/** What the rows of a job say about workers. */
export interface Gain {
  /** The faster of `single` and `async`, divided by cold workers with their start-up. */
  readonly gain: number;
  readonly cause: Cause;
  /** The reading that led to the cause, in words. */
  readonly because: string;
}

/** Less than a tenth is no gain that a few runs could tell from none. */
const GAIN = 1.1;

/**
 * Why a job gains nothing from workers, told from rows of it in `single`, `async` and `worker`.
 *
 * @throws {RangeError} if one of the three ways is missing.
 */
export function causeOf(runs: readonly Run[]): Gain {
  const rows = (way: string, warm: boolean) => {
    const found = runs.filter((run) => run.way === way && run.warm === warm);
    if (found.length > 0) return found;
    throw new RangeError(`Cannot tell the cause as the runs must hold the way '${way}'`);
  };
  const here = Math.min(
    median(rows("single", true).map(wallMs)),
    median(rows("async", true).map(wallMs)),
  );
  const workers = rows("worker", false);
  const there = median(workers.map((run) => run.startUpMs + wallMs(run)));
  const busy = median(rows("async", true).map(coresBusy));
  const most = Math.max(...workers.map((run) => mostInProgress(run.spans)));
  const gain = here / there;
  if (gain > GAIN) return { gain, cause: "it gains", because: words.because.gains };
  // A quota may leave less than one core to what computes.
  if (busy < 0.5 * Math.min(1, runs[0]!.cores)) {
    return { gain, cause: "waits", because: words.because.waits(busy) };
  }
  // Parts that end sooner than their threads start never meet, whatever they are.
  if (most === 1 && here > there / 2) {
    return { gain, cause: "cannot be divided", because: words.because.undivided };
  }
  return { gain, cause: "too small", because: words.because.small(here, there) };
}

/** What the attempt of the exercise promises: the reader's cause, and the rows of the job. */
interface Named {
  readonly cause: string;
  readonly runs: readonly Run[];
}

/** The job gains nothing from workers: at most a tenth. */
export function gainsNothing(): Claim<Named> {
  return ({ runs }) => {
    const { gain } = causeOf(runs);
    if (gain <= GAIN) return { ok: true, says: words.gain.none };
    return { ok: false, says: words.gain.some(gain, GAIN), timed: true };
  };
}

/**
 * The cause is the one that was measured. Not judged if only one core may be used (then no job gains
 * anything), or if other programs keep the cores.
 */
export function rightCause(): Claim<Named> {
  return ({ cause, runs }) => {
    const measured = causeOf(runs);
    if (cause === measured.cause) return { ok: true, says: words.cause.right };
    if (runs[0]!.cores < TWO_CORES) return { ok: null, says: words.cause.oneCore };
    const says = words.cause.wrong(cause, measured.cause, measured.because);
    return orDisturbed({ ok: false, says, timed: true }, runs, "one");
  };
}
