import { mustBeInteger } from "../door.js";
import type { Job, Span } from "../job.js";
import type { Run } from "../run.js";
import { isPrime } from "./primes.js";

/** What `turns` can be told. */
export interface TurnsOptions {
  /** Every part looks for the primes from 1 to this number. */
  upTo: number;
  /** How many such parts. Default 4. */
  parts?: number;
}

/** Looks for primes, and notes when: stretches in ms since its start. */
export function takeTurns(upTo: number): [from: number, to: number][] {
  const begun = performance.now();
  const turns: [from: number, to: number][] = [];
  let [from, last] = [0, 0];
  for (let n = 1; n <= upTo; n++) {
    isPrime(n);
    const now = performance.now() - begun;
    if (now - last > 1) {
      // A number takes far less than 1 ms: meanwhile somebody else had the turn.
      turns.push([from, last]);
      from = now;
    }
    last = now;
  }
  return [...turns, [from, last]];
}

/**
 * The job that shows whose turn it is: equal parts compute, and each notes when it really ran. Its
 * answer is, part by part, the list of these stretches.
 *
 * @throws {TypeError | RangeError} if `upTo` or `parts` is no integer >= 1.
 */
export function turns({ upTo, parts = 4 }: TurnsOptions): Job {
  mustBeInteger("Cannot look for primes", "upTo", upTo);
  mustBeInteger("Cannot split the job", "parts", parts, { most: 1e6 });
  return {
    label: "turns",
    size: upTo,
    module: import.meta.url,
    name: "takeTurns",
    parts: Array.from({ length: parts }, () => upTo),
    merge: (values) => values,
    python: new URL("../../src/jobs/turns.py", import.meta.url).href,
  };
}

/**
 * A run of `turns` whose spans know what its answer says: when each part really ran.
 *
 * @throws {TypeError} if it is the run of another job.
 */
export function withTurns(run: Run): Run {
  if (run?.job !== "turns") {
    throw new TypeError(`Cannot tell whose turn it was as the run must be one of turns(…)`);
  }
  const answer = run.answer as [from: number, to: number][][];
  const spans = run.spans.map((span): Span => {
    const at = (ms: number) => Math.min(span.endMs, span.startMs + ms);
    return { ...span, ranMs: answer[span.part]!.map(([from, to]) => [at(from), at(to)] as const) };
  });
  return { ...run, spans };
}
