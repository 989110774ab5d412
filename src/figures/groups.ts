import { median, type Run, wallMs, wayLabel } from "../run.js";

/** The repeats of one job in one way and width. */
export interface Group extends Pick<Run, "job" | "size" | "parts" | "way" | "width"> {
  readonly label: string;
  /** The warm runs; the cold ones where there is no warm run. At least one. */
  readonly sample: readonly Run[];
  readonly cold: readonly Run[];
  /** Median wall time of the sample. */
  readonly medianMs: number;
}

/**
 * Groups rows in the order in which they came.
 * @throws {TypeError} where `runs` is no array, {@link RangeError} where it is empty; `action` says
 * what could not be done.
 */
export function groups(action: string, runs: readonly Run[]): Group[] {
  if (!Array.isArray(runs)) {
    throw new TypeError(`Cannot ${action} as 'runs' must be an array: current value is ${runs}`);
  }
  if (runs.length === 0) {
    throw new RangeError(`Cannot ${action} as 'runs' must hold a run or more: current value is []`);
  }
  const sorted = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.job, run.size, run.parts, run.way, run.width]);
    sorted.set(key, [...(sorted.get(key) ?? []), run]);
  }
  return [...sorted.values()].map(group);
}

function group(runs: readonly Run[]): Group {
  const { job, size, parts, way, width } = runs[0]!;
  const cold = runs.filter((run) => !run.warm);
  const warm = runs.filter((run) => run.warm);
  const sample = warm.length > 0 ? warm : cold;
  const medianMs = median(sample.map(wallMs));
  return { job, size, parts, way, width, label: wayLabel({ way, width }), sample, cold, medianMs };
}

/** The median of something of each run, never NaN or infinite: a run of no time counts as 1 µs. */
export function middle(sample: readonly Run[], measure: (run: Run) => number): number {
  return median(
    sample.map((run) => measure(wallMs(run) > 0 ? run : { ...run, endMs: run.startMs + 1e-3 })),
  );
}

/** The run in the middle of its sample: the one to draw where only one can be drawn. */
export function typical(group: Group): Run {
  const sorted = group.sample.toSorted((a, b) => wallMs(a) - wallMs(b));
  return sorted[sorted.length >> 1]!;
}

/** The group to compare with: the same job and size alone, in the same parts if there is one. */
export function alone(group: Group, all: readonly Group[]): Group | undefined {
  const same = all.filter(
    ({ way, job, size }) => way === "single" && job === group.job && size === group.size,
  );
  return same.find(({ parts }) => parts === group.parts) ?? same[0];
}

/** How many times as fast as `base`; a base or a group of no time counts as 1 µs. */
export function speedUp(group: Group, base: Group): number {
  return Math.max(base.medianMs, 1e-3) / Math.max(group.medianMs, 1e-3);
}

/**
 * Whether the samples tell two ways apart: their ranges do not overlap. From ten samples on the
 * slowest and the fastest tenth are left out; a sample of one may be a tenth off.
 */
export function apart(a: Group, b: Group): boolean {
  const [lowA, highA] = range(a);
  const [lowB, highB] = range(b);
  return highA < lowB || highB < lowA;
}

function range({ sample }: Group): [lowMs: number, highMs: number] {
  const sorted = sample.map(wallMs).sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  const [low, high] = [sorted[cut]!, sorted.at(-1 - cut)!];
  return sorted.length === 1 ? [low * 0.9, high * 1.1] : [low, high];
}
