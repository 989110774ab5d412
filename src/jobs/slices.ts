import { must, mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { counted } from "../words/numbers.js";
import { equalRanges, primesIn } from "./primes.js";

/** What each version of the loop is given. */
export interface Slices {
  /** It counts the primes from 1 to this number … */
  readonly upTo: number;
  /** … in so many slices, where it makes slices at all. */
  readonly slices: number;
}

/** One loop, from the first number to the last. */
export function plainLoop({ upTo }: Slices): number {
  return primesIn({ from: 1, to: upTo }).length;
}

/** The same loop, called `async`. */
export async function asyncFunction({ upTo }: Slices): Promise<number> {
  return primesIn({ from: 1, to: upTo }).length;
}

/** The same loop in slices, with an `await` after each. */
export async function promiseSlices({ upTo, slices }: Slices): Promise<number> {
  let found = 0;
  for (const range of equalRanges(1, upTo, slices)) {
    found += primesIn(range).length;
    await Promise.resolve();
  }
  return found;
}

/** The same loop in slices, with another `await` after each. */
export async function immediateSlices({ upTo, slices }: Slices): Promise<number> {
  let found = 0;
  for (const range of equalRanges(1, upTo, slices)) {
    found += primesIn(range).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** What figures call each version. */
const LABELS = new Map<unknown, (slices: number) => string>([
  [plainLoop, () => "plain loop"],
  [asyncFunction, () => "async function"],
  [promiseSlices, (slices) => counted(slices, "promise slice")],
  [immediateSlices, (slices) => counted(slices, "setImmediate slice")],
]);

/**
 * The job of 02: counts primes, in one part, by one of the versions above.
 *
 * @throws {TypeError} if `version` is none of them.
 * @throws {TypeError | RangeError} if `upTo` or `slices` is no integer >= 1.
 */
export function counting(version: (input: Slices) => unknown, { upTo, slices }: Slices): Job {
  const action = "Cannot count primes";
  const label = LABELS.get(version);
  const rule =
    "the first argument must be plainLoop, asyncFunction, promiseSlices or immediateSlices " +
    "(use fromFunction for your own)";
  must(label !== undefined, action, rule, version);
  mustBeInteger(action, "upTo", upTo);
  mustBeInteger(action, "slices", slices, { most: upTo });
  return {
    label: label(slices),
    size: upTo,
    module: import.meta.url,
    name: version.name,
    parts: [{ upTo, slices }],
    merge: ([found]) => found,
  };
}
