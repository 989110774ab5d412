import { current, mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";

/** A stretch of whole numbers, both ends included; empty where `to` is below `from`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What `primes` can be told. */
export interface PrimesOptions {
  /** The first number to look at. Default 1. */
  from?: number;
  /** The last number to look at. */
  upTo: number;
  /** Into how many equal ranges the numbers are cut. Default 4, as in the post. */
  parts?: number;
}

/** Whether `n` has no divisor but 1 and itself, by trying every one up to its square root. */
export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

/** How many divisions `isPrime` takes for all numbers of a range: their work, without a clock. */
export function divisions({ from, to }: Range): number {
  let count = 0;
  for (let n = Math.max(2, from); n <= to; n++) {
    for (let divisor = 2; divisor * divisor <= n; divisor++) {
      count++;
      if (n % divisor === 0) break;
    }
  }
  return count;
}

/** All primes of a range, in order. */
export function primesIn({ from, to }: Range): number[] {
  const found: number[] = [];
  for (let n = from; n <= to; n++) {
    if (isPrime(n)) found.push(n);
  }
  return found;
}

/** How many primes there are from 1 to `upTo`. */
export function countPrimes(upTo: number): number {
  return primesIn({ from: 1, to: upTo }).length;
}

/**
 * The job of the course: all primes from `from` to `upTo`, by trial division, cut into `parts`
 * ranges of equal length (or lengths that differ by one). Its answer is the list of primes.
 *
 * @throws {TypeError | RangeError} if a bound is no integer >= 1, `parts` none from 1 to
 * 10,000, or `upTo` < `from`.
 */
export function primes({ from = 1, upTo, parts = 4 }: PrimesOptions): Job {
  mustBeCut("Cannot look for primes", { from, upTo, parts });
  return {
    label: "primes",
    size: upTo,
    module: import.meta.url,
    name: "primesIn",
    parts: [...equalRanges(from, upTo, parts)],
    merge: (values) => ([] as number[]).concat(...(values as number[][])),
    python: new URL("../../src/jobs/primes.py", import.meta.url).href,
  };
}

/**
 * The job that computes, in parts that are equal to the last step: each counts the primes from 1 to
 * `upTo`, by trial division. Its answer is the list of the counts. Default 12 parts.
 *
 * @throws {TypeError | RangeError} if `upTo` or `parts` is no integer >= 1.
 */
export function computing({ upTo, parts = 12 }: Omit<PrimesOptions, "from">): Job {
  mustBeCut("Cannot count primes", { from: 1, upTo, parts });
  return {
    label: "computing",
    size: upTo,
    module: import.meta.url,
    name: "countPrimes",
    parts: Array.from({ length: parts }, () => upTo),
    merge: (values) => values,
    python: new URL("../../src/jobs/primes.py", import.meta.url).href,
  };
}

/** Checks the bounds of all numbers, of which the last is `most` or less, and the number of parts. */
export function mustBeCut(
  action: string,
  { from, upTo, parts }: Required<PrimesOptions>,
  most = Number.MAX_SAFE_INTEGER,
): void {
  mustBeInteger(action, "from", from);
  mustBeInteger(action, "upTo", upTo, { most });
  mustBeInteger("Cannot split the job", "parts", parts, { most: 10_000 });
  if (upTo >= from) return;
  throw new RangeError(`${action} as 'upTo' must not be below 'from' (${from}): ${current(upTo)}`);
}

/** The numbers from `from` to `upTo` in ranges of equal length, or lengths that differ by one. */
export function* equalRanges(from: number, upTo: number, parts: number): Generator<Range> {
  const count = upTo - from + 1;
  const start = (part: number) => from + Math.floor((count * part) / parts);
  for (let part = 0; part < parts; part++) {
    yield { from: start(part), to: start(part + 1) - 1 };
  }
}
