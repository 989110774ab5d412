import { mustBeOneOf } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { equalRanges, mustBeCut, primesIn, type Range } from "./primes.js";

/** What `sieve` can be told. */
export interface SieveOptions {
  /** Which step of the ladder: from the slowest method to the fastest. Default `"wheel sieve"`. */
  step?: Step;
  /** The first number to look at. Default 1. */
  from?: number;
  /** The last number to look at. */
  upTo: number;
  /** Into how many equal ranges the numbers are cut. Default 16. */
  parts?: number;
}

/** How many primes there are in a range, as in the post: every divisor up to the root is tried. */
export function everyDivisor(range: Range): number {
  return primesIn(range).length;
}

/** The sieve of Eratosthenes on a range: it strikes multiples out, and divides nothing. */
export function simpleSieve({ from, to }: Range): number {
  const struck = new Uint8Array(Math.max(0, to - from + 1));
  for (const prime of primesUpTo(Math.floor(Math.sqrt(to)))) {
    const first = Math.max(prime * prime, Math.ceil(from / prime) * prime);
    for (let at = first - from; at < struck.length; at += prime) struck[at] = 1;
  }
  let count = from <= 1 && to >= 1 ? -1 : 0; // 1 is no prime
  for (let at = 0; at < struck.length; at++) if (struck[at] === 0) count++;
  return count;
}

/** All primes up to a limit, by the same method. */
export function primesUpTo(limit: number): number[] {
  const struck = new Uint8Array(limit + 1);
  const primes: number[] = [];
  for (let n = 2; n <= limit; n++) {
    if (struck[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple <= limit; multiple += n) struck[multiple] = 1;
  }
  return primes;
}

const own = import.meta.url;
const url = (file: string) => new URL(file, own).href;

/** Which function takes each step. */
const STEPS = {
  "every divisor": { module: own, name: "everyDivisor" },
  "simple sieve": { module: own, name: "simpleSieve", python: url("../../src/jobs/sieve.py") },
  "wheel sieve": { module: url("./wheel.js"), name: "wheelSieve" },
};

/** A step of the ladder. */
export type Step = keyof typeof STEPS;

/**
 * How many primes there are, by a better algorithm from step to step. Its answer is a number. Only
 * the simple sieve has a twin in Python.
 *
 * @throws {TypeError | RangeError} if `step` is not a step, if a bound or `parts` is not an integer
 * that fits, or if `upTo` < `from`.
 */
export function sieve({ step = "wheel sieve", from = 1, upTo, parts = 16 }: SieveOptions): Job {
  const action = "Cannot count primes";
  mustBeOneOf(action, "step", step, Object.keys(STEPS));
  // The simple sieve takes a byte for each number. Whoever needs more has a better library.
  mustBeCut(action, { from, upTo, parts }, step === "simple sieve" ? 2 ** 31 - 2 : 1e13);
  return {
    label: step,
    size: upTo,
    ...STEPS[step],
    parts: [...equalRanges(from, upTo, parts)],
    merge: (counts) => (counts as number[]).reduce((sum, count) => sum + count, 0),
  };
}
