import { mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";

/** What `computing` can be told. */
export interface ComputingOptions {
  /** Every part counts the primes from 1 to this number. */
  upTo: number;
  /** How many such parts. Default 12. */
  parts?: number;
}

/**
 * The job that computes, in parts that are equal to the last step: each counts the same primes, by
 * the trial division of `primes`. Its answer is the list of the counts.
 *
 * @throws {TypeError | RangeError} if `upTo` or `parts` is no integer >= 1.
 */
export function computing({ upTo, parts = 12 }: ComputingOptions): Job {
  mustBeInteger("Cannot count primes", "upTo", upTo);
  mustBeInteger("Cannot split the job", "parts", parts, { most: 10_000 });
  return {
    label: "computing",
    size: upTo,
    module: new URL("./primes.js", import.meta.url).href,
    name: "countPrimes",
    parts: Array.from({ length: parts }, () => upTo),
    merge: (values) => values,
    python: new URL("../../src/jobs/primes.py", import.meta.url).href,
  };
}
