import { gaps } from "./figures/clicks.js";
import { type Run, wallMs } from "./run.js";

/** Beats are 5 ms apart: a gap longer than this is a stretch in which the loop could not react. */
export const FROZEN_MS = 15;

const lengthsMs = ({ beatsMs, startMs, endMs }: Run) =>
  gaps(beatsMs, startMs, endMs).map(({ lengthMs }) => lengthMs);

/** The longest time, in ms, for which the main thread's event loop could not react in a run. */
export function worstGapMs(run: Run): number {
  return Math.max(...lengthsMs(run));
}

/** The share of a run, from 0 to 1, that lies in gaps of more than 15 ms. */
export function frozenShare(run: Run): number {
  const frozen = lengthsMs(run).filter((ms) => ms > FROZEN_MS);
  return frozen.reduce((sum, ms) => sum + ms, 0) / wallMs(run);
}

/** What the heartbeat says of a run, in a word. */
export type Reaction = "frozen" | "in slices" | "free";

/** Frozen: in one piece, for half of the run or more. In slices: frozen, but in smaller pieces. */
export function reactionOf(run: Run): Reaction {
  if (worstGapMs(run) >= wallMs(run) / 2) return "frozen";
  return frozenShare(run) >= 0.5 ? "in slices" : "free";
}
