import { ms } from "../figures/numbers.js";
import { coresBusy, median, mostInProgress, type Run, wallMs } from "../lab/run.js";
import { type Claim, freeCores, ONE_CORE, orCrowded, TWO_CORES } from "./exercises.js";

/** Why a job gains nothing from workers, or that it does. */
export type Cause = "too small" | "cannot be divided" | "waits" | "it gains";

/** What the rows of a job say about workers. */
export interface Gain {
  /** The faster of `single` and `async`, divided by cold workers with their start-up. */
  readonly gain: number;
  readonly cause: Cause;
  /** The reading that led to the cause, in words. */
  readonly because: string;
  /** Cores that this process may use, and those that other programs left to it. */
  readonly cores: number;
  readonly freeCores: number;
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
  const most = Math.max(...workers.map((run) => mostInProgress(run.spans)));
  const gain = here / there;
  const { cores } = runs[0]!;
  const room = { gain, cores, freeCores: median(runs.map(freeCores)) };
  if (gain > 1.1) return { ...room, cause: "it gains", because: "workers were faster" };
  // A quota may leave less than one core to what computes.
  if (busy < 0.5 * Math.min(1, cores)) {
    const because = `${busy.toFixed(1)} cores were busy, the rest of the time it waited`;
    return { ...room, cause: "waits", because };
  }
  // Parts that end sooner than their threads start never meet, whatever they are.
  if (most === 1 && here > there / 2) {
    const because = "only one part was ever in progress";
    return { ...room, cause: "cannot be divided", because };
  }
  const because = `${ms(here)} of work, and ${ms(there)} with the workers' start`;
  return { ...room, cause: "too small", because };
}

/**
 * The cause is the one that was measured. Cannot be told where only one core may be used (there
 * no job gains anything), or where other programs keep the cores.
 */
export function rightCause(): Claim<{ readonly cause: string; readonly measured: Gain }> {
  return ({ cause, measured }) => {
    if (cause === measured.cause) return { ok: true, says: "And that is why." };
    if (measured.cores < TWO_CORES) {
      const says = "Skipped: on one core no job gains from workers, whatever it is.";
      return { ok: null, says };
    }
    const says = `You say '${cause}', the runs say '${measured.cause}': ${measured.because}.`;
    return orCrowded({ ok: false, says, timed: true }, measured.freeCores, ONE_CORE);
  };
}
