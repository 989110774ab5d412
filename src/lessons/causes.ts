import { ms } from "../figures/style.js";
import { coresBusy, median, mostInProgress, type Run, wallMs } from "../run.js";

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
  const atOnce = Math.max(...workers.map((run) => mostInProgress(run.spans)));
  const gain = here / there;
  if (gain > 1.1) return { gain, cause: "it gains", because: "workers were faster" };
  if (busy < 0.5) {
    const because = `${busy.toFixed(1)} cores were busy, the rest of the time it waited`;
    return { gain, cause: "waits", because };
  }
  // Parts that end sooner than their threads start never meet, whatever they are.
  if (atOnce === 1 && here > there / 2) {
    return { gain, cause: "cannot be divided", because: "only one part was ever in progress" };
  }
  const because = `${ms(here)} of work, and ${ms(there)} with the workers' start`;
  return { gain, cause: "too small", because };
}
