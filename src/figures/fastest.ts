import type { Run } from "../lab/run.js";
import * as words from "../words/figures/samples.js";
import { differ, type Group, gather, groups, namesOf } from "./groups.js";

/** Medians closer than this are called equal, however little their runs scatter. */
const CLEAR = 1.1;

/**
 * Whether the samples tell two groups apart: their ranges do not overlap, and their medians differ
 * by a tenth or more. From ten runs on, a range leaves out the fastest and the slowest tenth; of
 * one or two runs, it goes a tenth further at both ends.
 */
export function apart(a: Group, b: Group): boolean {
  const [fast, slow] = a.medianMs < b.medianMs ? [a, b] : [b, a];
  return slow.medianMs >= CLEAR * fast.medianMs && range(slow).lowMs > range(fast).highMs;
}

function range({ wallsMs }: Group): { lowMs: number; highMs: number } {
  const sorted = wallsMs.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  const doubt = sorted.length < 3 ? 0.1 : 0;
  return { lowMs: sorted[cut]! * (1 - doubt), highMs: sorted.at(-1 - cut)! * (1 + doubt) };
}

/** The group with the shortest median. */
export function fastest(all: readonly Group[]): Group {
  return all.reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
}

/** The fastest, and all that the samples cannot tell from it, in the given order. */
export function leaders(all: readonly Group[]): Group[] {
  const best = fastest(all);
  return all.filter((group) => group === best || !apart(group, best));
}

/**
 * The name of the one job and way that is clearly faster than all others of these runs, by the rule
 * of {@link apart}; `null` if there is no such one.
 *
 * @throws {TypeError | RangeError} if there are no runs.
 */
export function winner(runs: readonly Run[]): string | null {
  const all = groups("name a winner", runs);
  const best = leaders(all);
  return best.length === 1 ? best[0]!.name : null;
}

/**
 * The group to compare with: the same job and size in `single`, or for Python's ways in Python's
 * `single`; with as many parts, if there is one.
 */
export function alone(group: Group, all: readonly Group[]): Group | undefined {
  const single = group.way.startsWith("python") ? "python" : "single";
  const same = all.filter(
    ({ way, job, size }) => way === single && job === group.job && size === group.size,
  );
  return same.find(({ parts }) => parts === group.parts) ?? same[0];
}

/** How many times as fast a group is as the one to compare with. */
export function speedUp(group: Group, base: Group): number {
  return base.medianMs / group.medianMs;
}

/** The same, and nothing for the one to compare with. */
export function ofOthers(group: Group, base: Group | undefined): number | undefined {
  return base && base !== group ? speedUp(group, base) : undefined;
}

/** A sentence per job, size and language: who is fastest, unless the samples cannot tell. */
export function verdict(all: readonly Group[]): string {
  const python = ({ way }: Group) => way.startsWith("python");
  const kinds = gather(all, (group) => [group.job, group.size, python(group)]);
  const several = differ(all, ({ job }) => job);
  return words.verdicts(
    kinds.map((own) => ({ job: several ? own[0]!.job : undefined, says: verdictOn(own) })),
  );
}

function verdictOn(all: readonly Group[]): string {
  const base = alone(all[0]!, all);
  const own = namesOf(all);
  const names = (some: readonly Group[]) => some.map((it) => own[all.indexOf(it)]!);
  if (all.length === 1) return words.only(own[0]!, all[0]!);
  if (!base) {
    const best = leaders(all);
    if (best.length === all.length) return words.alike(names(all));
    return words.fastest(names(best), fastest(all).medianMs, best.map(busy));
  }
  const rivals = all.filter((group) => group !== base);
  const clear = rivals.filter((group) => apart(group, base));
  const faster = clear.filter(({ medianMs }) => medianMs < base.medianMs);
  if (faster.length > 0) {
    const best = leaders(faster);
    // Their medians are as good, but they scatter so that they are not clearly faster than the base.
    const { medianMs } = fastest(faster);
    const unclear = rivals.filter((it) => !clear.includes(it) && it.medianMs < CLEAR * medianMs);
    return words.faster({
      names: names(best),
      speedUps: best.map((it) => speedUp(it, base)),
      coresBusy: best.map(busy),
      base: base.label,
      unclear: names(unclear),
    });
  }
  if (clear.length < rivals.length) return words.noneFaster(base.label);
  return words.baseFastest(base.label, names(leaders(rivals)));
}

const busy = ({ coresBusy }: Group) => coresBusy;
