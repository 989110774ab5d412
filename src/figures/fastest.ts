import type { Run } from "../lab/run.js";
import * as say from "../words/numbers.js";
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

/** How many times as fast a group is as another, in words. */
export function factor(group: Group, base: Group): string {
  return say.times(base.medianMs / group.medianMs);
}

/** A group's median, factor and cores busy in words; the factor only if it compares with another. */
export function values(group: Group, base: Group | undefined): string {
  const fast = base && base !== group ? [`speed-up ${factor(group, base)}`] : [];
  return [say.ms(group.medianMs), ...fast, busy([group])].join(" · ");
}

function busy(some: readonly Group[]): string {
  return `${say.span(some.map(({ coresBusy }) => coresBusy))} cores busy`;
}

/** A sentence per job, size and language: who is fastest, unless the samples cannot tell. */
export function verdict(all: readonly Group[]): string {
  const python = ({ way }: Group) => way.startsWith("python");
  const kinds = gather(all, (group) => [group.job, group.size, python(group)]);
  const several = differ(all, ({ job }) => job);
  return kinds.map((own) => `${several ? `${own[0]!.job}: ` : ""}${verdictOn(own)}`).join(" · ");
}

function verdictOn(all: readonly Group[]): string {
  const base = alone(all[0]!, all);
  const own = namesOf(all);
  const names = (some: readonly Group[]) => say.list(some.map((it) => own[all.indexOf(it)]!));
  if (all.length === 1) return `${own[0]}: ${values(all[0]!, base)}`;
  if (!base) {
    const best = leaders(all);
    if (best.length === all.length) return `${names(all)} cannot be told apart`;
    return `${names(best)} fastest: ${say.ms(fastest(all).medianMs)}; ${busy(best)}`;
  }
  const rivals = all.filter((group) => group !== base);
  const clear = rivals.filter((group) => apart(group, base));
  const faster = clear.filter(({ medianMs }) => medianMs < base.medianMs);
  if (faster.length > 0) {
    const best = leaders(faster);
    const factors = say.span(best.map(({ medianMs }) => base.medianMs / medianMs));
    return `${names(best)}: speed-up ${factors} over ${base.label}; ${busy(best)}`;
  }
  if (clear.length < rivals.length) return `No way is clearly faster than ${base.label}`;
  return `${base.label} alone is fastest; next ${names(leaders(rivals))}`;
}
