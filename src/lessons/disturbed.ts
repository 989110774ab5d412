/**
 * The one place that judges whether other programs spoilt a measurement. A good verdict stands: other
 * programs can take cores away, but give none. A bad one is withdrawn if they left too few.
 */
import { availableParallelism } from "node:os";
import { TWO_CORES } from "../lab/machine.js";
import { median, type Run, wallMs } from "../lab/run.js";
import { disturbed } from "../words/lessons/check.js";
import type { Verdict } from "./check.js";

/** From so many cores busy on, parts ran in parallel; below, one after another or in turns. */
export const PARALLEL = 1.25;

/** A way counts as fast as the best up to this factor. */
export const AS_FAST = 1.25;

/** Cores without which one thread, and several of them, cannot be told slow. */
const NEEDED = { none: 0, one: 0.75, several: TWO_CORES };

/** Cores that other programs left to a run, of those that it may use. */
export function freeCores(run: Run): number {
  return Math.min(run.cores, seen(run) - (run.othersMs ?? 0) / wallMs(run));
}

/** Cores on which it may be scheduled; a quota may leave it less. */
function seen({ cores }: Run): number {
  return Math.max(cores, availableParallelism());
}

/** How many threads the work needs at the same instant. */
export type Need = keyof typeof NEEDED;

/** Other programs are not to blame for a time that is wrong by more than this factor. */
const HOPELESS = 2;

/**
 * The verdict, unless it is a bad one and other programs left too few cores for the work. `wrongBy`
 * is the factor by which a measured time missed what was asked for, if that is known.
 */
export function orDisturbed(
  verdict: Verdict,
  runs: readonly Run[],
  need: Need,
  wrongBy = 1,
): Verdict {
  if (verdict.ok !== false || runs.length === 0 || wrongBy > HOPELESS) return verdict;
  const free = median(runs.map(freeCores));
  const few = Math.min(NEEDED[need], 0.75 * median(runs.map((run) => run.cores)));
  if (free >= few) return verdict;
  const kept = median(runs.map((run) => seen(run) - freeCores(run)));
  return { ok: null, says: disturbed(kept) };
}
