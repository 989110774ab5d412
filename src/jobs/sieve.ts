import { must } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { equalRanges, isPrime, mustBeCut, type Range } from "./primes.js";

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
export function everyDivisor({ from, to }: Range): number {
  let count = 0;
  for (let n = from; n <= to; n++) if (isPrime(n)) count++;
  return count;
}

/** The same, trying only primes as divisors: what 6 divides, 2 divides. */
export function primeDivisors({ from, to }: Range): number {
  const primes = primesUpTo(Math.floor(Math.sqrt(to)));
  let count = 0;
  for (let n = Math.max(2, from); n <= to; n++) if (!hasDivisor(n, primes)) count++;
  return count;
}

function hasDivisor(n: number, primes: readonly number[]): boolean {
  for (const prime of primes) {
    if (prime * prime > n) return false;
    if (n % prime === 0) return true;
  }
  return false;
}

/** All primes up to a limit, by the sieve of Eratosthenes: it strikes multiples out, and divides nothing. */
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

/** The sieve of Eratosthenes on a range: a byte for each number. */
export function simpleSieve({ from, to }: Range): number {
  const struck = new Uint8Array(Math.max(0, to - from + 1));
  for (const prime of primesUpTo(Math.floor(Math.sqrt(to)))) {
    const first = Math.max(prime * prime, Math.ceil(from / prime) * prime);
    for (let at = first - from; at < struck.length; at += prime) struck[at] = 1;
  }
  return zeros(struck) - (from <= 1 && to >= 1 ? 1 : 0);
}

/** A segment that fits into a core's fastest cache, in bytes. */
const SEGMENT = 32 * 1024;

/** The same for odd numbers only, one segment after another: byte i stands for the number 2 i + 1. */
export function oddSieve({ from, to }: Range): number {
  const primes = primesUpTo(Math.floor(Math.sqrt(to))).slice(1);
  const [first, end] = [from >> 1, (to + 1) >> 1];
  // Where each prime strikes next: at its first odd multiple, counted from the segment's first byte.
  const next = primes.map((prime) => {
    const factor = Math.max(prime, Math.ceil(from / prime)) | 1;
    return ((prime * factor) >> 1) - first;
  });
  const struck = new Uint8Array(SEGMENT);
  let count = Number(from <= 2 && to >= 2) - Number(from <= 1 && to >= 1);
  for (let at = first; at < end; at += SEGMENT) {
    struck.fill(0);
    for (let i = 0; i < primes.length; i++) {
      let j = next[i]!;
      for (; j < SEGMENT; j += primes[i]!) struck[j] = 1;
      next[i] = j - SEGMENT;
    }
    count += zeros(struck.subarray(0, end - at));
  }
  return count;
}

function zeros(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) count++;
  return count;
}

/** Each step's function, in this module if no other is named. */
const STEPS = {
  "every divisor": { name: everyDivisor.name },
  "prime divisors": { name: primeDivisors.name },
  "simple sieve": { name: simpleSieve.name, python: "../../src/jobs/sieve.py" },
  "odd sieve": { name: oddSieve.name },
  "wheel sieve": { name: "wheelSieve", module: "./wheel.js" },
} as const;

/** A step of the ladder. */
export type Step = keyof typeof STEPS;

/** The steps, from the slowest to the fastest. */
export const LADDER = Object.keys(STEPS) as readonly Step[];

/** Whoever needs more numbers has a better library: the odd sieve counts with 32 bits. */
const MOST = 2 ** 31 - 2;
const MOST_WHEEL = 1e13;

/**
 * How many primes there are, by a better algorithm from step to step. Its answer is a number. Only
 * the simple sieve has a twin in Python.
 *
 * @throws {TypeError | RangeError} if `step` is not a step, if a bound or `parts` is not an integer
 * that fits, or if `upTo` < `from`.
 */
export function sieve({ step = "wheel sieve", from = 1, upTo, parts = 16 }: SieveOptions): Job {
  const action = "Cannot count primes";
  must(LADDER.includes(step), action, `'step' must be one of: ${LADDER.join(", ")}`, step);
  mustBeCut(action, { from, upTo, parts }, step === "wheel sieve" ? MOST_WHEEL : MOST);
  const its: { name: string; module?: string; python?: string } = STEPS[step];
  const url = (file: string) => new URL(file, import.meta.url).href;
  return {
    label: step,
    size: upTo,
    module: its.module ? url(its.module) : import.meta.url,
    name: its.name,
    parts: [...equalRanges(from, upTo, parts)],
    merge: (counts) => (counts as number[]).reduce((sum, count) => sum + count, 0),
    ...(its.python ? { python: url(its.python) } : {}),
  };
}
