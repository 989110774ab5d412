import { type Run, wallMs } from "./run.js";

/** A stretch between two moments at which the event loop could react. */
export interface Gap {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** How long a click had to wait: half of the clicks up to `median`, 99 of 100 up to `p99`, in ms. */
export interface ClickWait {
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
}

/** What of a run tells when the event loop could react. */
export type Beats = Pick<Run, "beatsMs" | "startMs" | "endMs">;

/** The gaps between the beats of a run, from its start to its end: there the loop reacts again. */
export function gaps({ beatsMs, startMs, endMs }: Beats): Gap[] {
  const inside = beatsMs.filter((at) => at > startMs && at < endMs).sort((a, b) => a - b);
  const moments = [startMs, ...inside, endMs];
  return moments.slice(1).map((at, i) => ({ fromMs: moments[i]!, lengthMs: at - moments[i]! }));
}

/**
 * How long a click at a random moment between start and end would have waited for the event loop.
 * A click that falls into a gap of `g` ms waits until its end: uniformly between 0 and `g`. It falls
 * into that gap with probability `g / Σg`, so that of all clicks the share
 * `F(x) = Σ min(g, x) / Σ g` waits `x` ms or less; the quantile `q` is the `x` with `F(x) = q`.
 */
export function clickWait(run: Beats): ClickWait {
  const lengths = lengthsMs(run).sort((a, b) => a - b);
  return { median: quantile(lengths, 0.5), p99: quantile(lengths, 0.99), worst: lengths.at(-1)! };
}

/** Between two neighbours in the sorted gaps F is a straight line: its slope is the gaps left. */
function quantile(sorted: readonly number[], q: number): number {
  const wanted = q * sorted.reduce((sum, length) => sum + length, 0);
  let shorter = 0;
  for (const [i, length] of sorted.entries()) {
    const left = sorted.length - i;
    if (shorter + left * length >= wanted) return (wanted - shorter) / left;
    shorter += length;
  }
  return sorted.at(-1) ?? 0;
}

/** Beats are 5 ms apart: a gap longer than this is a stretch in which the loop could not react. */
export const BLOCKED_MS = 15;

const lengthsMs = (run: Beats) => gaps(run).map(({ lengthMs }) => lengthMs);

/** The longest time, in ms, for which the main thread's event loop could not react in a run. */
export function worstGapMs(run: Run): number {
  return Math.max(...lengthsMs(run));
}

/** The share of a run, from 0 to 1, that lies in gaps of more than 15 ms. */
export function blockedShare(run: Run): number {
  const blocked = lengthsMs(run).filter((ms) => ms > BLOCKED_MS);
  return blocked.reduce((sum, ms) => sum + ms, 0) / wallMs(run);
}

/** What the heartbeat says of a run, in a word. */
export type Reaction = "blocked" | "in slices" | "responsive";

/** Blocked: in one piece, for half of the run or more. In slices: blocked, but in smaller pieces. */
export function reactionOf(run: Run): Reaction {
  if (worstGapMs(run) >= wallMs(run) / 2) return "blocked";
  return blockedShare(run) >= 0.5 ? "in slices" : "responsive";
}
