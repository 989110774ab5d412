/** What several charts say of a sample: the runs of one job in one way and width. */
import type { Group } from "../../figures/groups.js";
import { bounds, count, list, ms, round, span, times } from "../numbers.js";

/** A job, and its size if it has one. */
export function job({ job, size }: { job: string; size: number }): string {
  return size === 1 ? job : `${job}, ${sized(size)}`;
}

export function sized(size: number): string {
  return `size ${count(size)}`;
}

/** What tells a sample from others: the first fact, and the rest of them in brackets. */
export function name([first, ...more]: readonly string[]): string {
  return more.length > 0 ? `${first} (${more.join(", ")})` : `${first}`;
}

/** Median, speed-up if there is something to compare with, cores busy. */
export function values({ medianMs, coresBusy }: Group, speedUp?: number): string {
  const factor = speedUp === undefined ? [] : [`speed-up ${times(speedUp)}`];
  return [ms(medianMs), ...factor, coresBusyOf([coresBusy])].join(" · ");
}

/** Speed-up, or the median of what the others are compared with; cores busy; parts in progress. */
export function cell({ medianMs, coresBusy, inProgress }: Group, speedUp?: number): string {
  const first = speedUp === undefined ? ms(medianMs) : `speed-up ${times(speedUp)}`;
  return [first, coresBusyOf([coresBusy]), `${times(inProgress)} in progress`].join(" · ");
}

/** "1.9 cores busy", or "1.8–1.9 cores busy" if the samples differ. */
function coresBusyOf(values: readonly number[]): string {
  return `${span(values)} cores busy`;
}

/** The columns that tables of samples begin with. */
export function row({ job, label, wallsMs, medianMs }: Group) {
  return {
    job,
    way: label,
    runs: wallsMs.length,
    "median (ms)": round(medianMs),
    "fastest to slowest (ms)": bounds(wallsMs),
  };
}

/** The verdicts on each job, one after another. */
export function verdicts(all: readonly { job?: string | undefined; says: string }[]): string {
  return all
    .map(({ job, says }) => (job === undefined ? says : `${job}: ${says.replace(/^No /, "no ")}`))
    .join(". ");
}

/** The verdict on a sample that stands alone. */
export function only(name: string, { medianMs, coresBusy }: Group): string {
  return `${name} takes ${ms(medianMs)}, with ${coresBusyOf([coresBusy])}`;
}

/** The verdict on samples that cannot be told apart. */
export function alike(names: readonly string[]): string {
  return `No clear difference between ${list(names)}`;
}

/** The verdict where there is no `single` to compare with. */
export function fastest(names: readonly string[], medianMs: number, coresBusy: readonly number[]) {
  const are = names.length === 1 ? "is" : "are";
  return `${list(names)} ${are} fastest: ${ms(medianMs)}, ${coresBusyOf(coresBusy)}`;
}

/** The verdict on what is clearly faster than `base`; `unclear` did as well, but scatters. */
export function faster(found: {
  readonly names: readonly string[];
  readonly speedUps: readonly number[];
  readonly coresBusy: readonly number[];
  readonly base: string;
  readonly unclear: readonly string[];
}): string {
  const { names, speedUps, coresBusy, base, unclear } = found;
  const reach = names.length === 1 ? "reaches" : "reach";
  const others = unclear.length > 0 ? `; ${list(unclear)} may do as well` : "";
  return `${list(names)} ${reach} speed-up ${span(speedUps)} over ${base}, with ${coresBusyOf(coresBusy)}${others}`;
}

export function noneFaster(base: string): string {
  return `No way is clearly faster than ${base}`;
}

export function baseFastest(base: string, next: readonly string[]): string {
  return `${base} is fastest, then ${list(next)}`;
}
