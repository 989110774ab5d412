import { current, mustHold } from "../lab/arguments.js";
import type { Run } from "../lab/run.js";

/**
 * How long each part of a run was in progress, in ms, in the parts' order. It is the part's work
 * only if its thread had a core all the time: take it from `way.single()`, or from no more threads
 * than there are cores.
 */
export function partsMs({ spans }: Pick<Run, "spans">): number[] {
  return spans.toSorted((a, b) => a.part - b.part).map(({ startMs, endMs }) => endMs - startMs);
}

/**
 * The share of each number in their sum, from 0 to 1.
 *
 * @throws {TypeError | RangeError} if `work` does not hold a number.
 */
export function shares(work: readonly number[]): number[] {
  mustHold(work, "Cannot tell the shares", "'work' must be an array of one number or more");
  const sum = work.reduce((all, one) => all + one, 0);
  return work.map((one) => (sum > 0 ? one / sum : 1 / work.length));
}

/**
 * The highest speed-up that a cut allows on so many lanes: no less time than the longest part takes,
 * and no more lanes than there are. For parts of 1, 1 and 2 ms it is 2, on however many lanes.
 *
 * @throws {TypeError | RangeError} if `work` does not hold a number.
 */
export function speedUpLimit(work: readonly number[], lanes = Number.POSITIVE_INFINITY): number {
  return Math.min(lanes, 1 / Math.max(...shares(work)));
}

/** What no way can go below: each of three times is a limit, and the largest one counts. */
export interface LeastTime {
  /** The time of all parts, divided by how many may be in progress. */
  readonly inProgressMs: number;
  /** All CPU time, divided by the cores. */
  readonly computingMs: number;
  /** The longest part. */
  readonly longestMs: number;
  /** The largest of the three. */
  readonly leastMs: number;
}

/**
 * The least time that a job can take, from a run in `way.single()`: whatever way is chosen, the
 * longest part must pass, the cores must do all computing, and no more than `limit` parts may be in
 * progress.
 *
 * @throws {RangeError} if a number is not above 0.
 */
export function leastTime(
  run: Run,
  { cores = run.cores, limit = Number.POSITIVE_INFINITY }: { cores?: number; limit?: number } = {},
): LeastTime {
  for (const [name, value] of Object.entries({ cores, limit })) {
    if (value > 0) continue;
    throw new RangeError(
      `Cannot tell the least time as '${name}' must be above 0: ${current(value)}`,
    );
  }
  const parts = partsMs(run);
  const inProgressMs = parts.reduce((sum, ms) => sum + ms, 0) / limit;
  const computingMs = run.cpuMs / cores;
  const longestMs = Math.max(...parts);
  return {
    inProgressMs,
    computingMs,
    longestMs,
    leastMs: Math.max(inProgressMs, computingMs, longestMs),
  };
}
