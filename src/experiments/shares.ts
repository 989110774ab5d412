import { mustHold } from "../lab/arguments.js";
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
