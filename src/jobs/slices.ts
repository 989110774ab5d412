import { current, mustBeInteger } from "../door.js";
import type { Job } from "../job.js";
import { primesIn, type Range } from "./primes.js";

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

/** A promise after every slice. */
export async function promiseSlices(input: Slices): Promise<number> {
  let found = 0;
  for (const range of cut(input)) {
    found += primesIn(range).length;
    await Promise.resolve();
  }
  return found;
}

/** A turn of the event loop after every slice. */
export async function immediateSlices(input: Slices): Promise<number> {
  let found = 0;
  for (const range of cut(input)) {
    found += primesIn(range).length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

const versions = new Map<unknown, string>([
  [plainLoop, "plain loop"],
  [asyncFunction, "async function"],
  [promiseSlices, "promise slices"],
  [immediateSlices, "setImmediate slices"],
]);

/**
 * The job of 02: counts primes, in one part, by one of the versions above.
 *
 * @throws {TypeError} if `version` is none of them.
 * @throws {TypeError | RangeError} if `upTo` or `slices` is no integer >= 1.
 */
export function counting(version: (input: Slices) => unknown, { upTo, slices }: Slices): Job {
  const action = "Cannot count primes";
  const name = versions.get(version);
  if (name === undefined) {
    throw new TypeError(
      `${action} as the first argument must be plainLoop, asyncFunction, promiseSlices or ` +
        `immediateSlices (use fromFunction for your own): ${current(version)}`,
    );
  }
  mustBeInteger(action, "upTo", upTo);
  mustBeInteger(action, "slices", slices, { most: upTo });
  return {
    label: name.endsWith("slices") ? `${slices.toLocaleString("en-US")} ${name}` : name,
    size: upTo,
    module: import.meta.url,
    name: version.name,
    parts: [{ upTo, slices }],
    merge: ([found]) => found,
  };
}

/** The numbers from 1 to `upTo` in ranges of equal length, or lengths that differ by one. */
function* cut({ upTo, slices }: Slices): Generator<Range> {
  for (let slice = 0; slice < slices; slice++) {
    const start = (nth: number) => 1 + Math.floor((upTo * nth) / slices);
    yield { from: start(slice), to: start(slice + 1) - 1 };
  }
}
