import { must } from "../lab/arguments.js";
import { nowMs } from "../lab/clock.js";
import type { Job, Span } from "../lab/job.js";
import { mostInProgress, type Run } from "../lab/run.js";
import { computing, isPrime } from "./primes.js";

/** A number takes far less, in ms: whoever misses so much of the time has not run meanwhile. */
const GAP_MS = 0.25;

/** A stretch in which a part ran, in ms on the clock of its thread. */
type Stretch = [fromMs: number, toMs: number];

/** Looks for primes, and looks at the clock after every number: when did this thread really run? */
export function noteWhenRunning(upTo: number): Stretch[] {
  const stretches: Stretch[] = [];
  let from = nowMs();
  let last = from;
  for (let n = 1; n <= upTo; n++) {
    isPrime(n);
    const now = nowMs();
    if (now - last > GAP_MS) {
      stretches.push([from, last]);
      from = now;
    }
    last = now;
  }
  return [...stretches, [from, last]];
}

/**
 * The job that shows whose turn it is: equal parts compute, as those of `computing` (4, if no other
 * number is said), and each notes when it really ran. Its answer is, part by part, the list of these
 * stretches.
 *
 * @throws {TypeError | RangeError} if `upTo` or `parts` is no integer >= 1.
 */
export function turns({ upTo, parts = 4 }: Parameters<typeof computing>[0]): Job {
  const equal = computing({ upTo, parts });
  return { ...equal, label: "turns", module: import.meta.url, name: "noteWhenRunning" };
}

/**
 * A run of `turns` whose spans know what its answer says: when each part really ran.
 *
 * @throws {TypeError} if it is the run of another job.
 */
export function withTurns(run: Run): Run {
  const is = run?.job === "turns";
  must(is, "Cannot tell whose turn it was", "'run' must be a run of turns(…)", run);
  const answer = run.answer as Stretch[][];
  // A part looks at its own clock just after its span began on ours: the closest pair tells by how
  // much the two clocks differ.
  const off = Math.max(...run.spans.map(({ part, startMs }) => startMs - answer[part]![0]![0]));
  const spans = run.spans.map((span): Span => {
    const ranMs = answer[span.part]!.map(([from, to]): Stretch => [from + off, to + off]);
    return { ...span, ranMs };
  });
  return { ...run, spans };
}

/**
 * How many parts of a run of `withTurns` really ran at the same instant, at the most. A stretch
 * that is shorter than what a part notes as a gap may lie in a gap of another, and does not count.
 */
export function mostAtOnce({ spans }: Run): number {
  const ran = spans.flatMap((span) =>
    (span.ranMs ?? []).map(([startMs, endMs]) => ({ ...span, startMs, endMs })),
  );
  return mostInProgress(ran.filter(({ startMs, endMs }) => endMs - startMs > GAP_MS));
}
