import { must, mustHold } from "../lab/arguments.js";
import { coresBusy, median, type Run, wallMs, wayLabel } from "../lab/run.js";
import { count, counted } from "./numbers.js";

/** The repeats of one job in one way and width. */
export interface Group extends Pick<Run, "job" | "size" | "parts" | "way" | "width"> {
  readonly label: string;
  /** The warm runs; the cold ones where there is no warm run. At least one. */
  readonly sample: readonly Run[];
  /** The cold runs, unless they are the sample. */
  readonly cold: readonly Run[];
  /** Medians of the sample; the start-up is that of all runs. */
  readonly medianMs: number;
  readonly coresBusy: number;
  readonly startUpMs: number;
}

/**
 * Groups rows in the order in which they came. A run that took no time counts as one of 1 µs.
 * @throws {TypeError} where `runs` is no array, `RangeError` where it is empty; `action` says what
 * could not be done.
 */
export function groups(action: string, runs: readonly Run[]): Group[] {
  const sound = Array.isArray(runs) && runs.every((run) => typeof run?.way === "string");
  must(sound, `Cannot ${action}`, "'runs' must be an array of runs", runs);
  mustHold(runs, `Cannot ${action}`, "'runs' must hold a run or more");
  const timed = runs.map((run) => (wallMs(run) > 0 ? run : { ...run, endMs: run.startMs + 1e-3 }));
  return gather(timed, (run) => [run.job, run.size, run.parts, run.way, run.width]).map(group);
}

/** Puts together what has the same key, in the order of the first of each. */
export function gather<T>(items: readonly T[], key: (item: T) => readonly unknown[]): T[][] {
  const sets = new Map<string, T[]>();
  for (const item of items) {
    const name = JSON.stringify(key(item));
    const same = sets.get(name);
    if (same) same.push(item);
    else sets.set(name, [item]);
  }
  return [...sets.values()];
}

function group(runs: readonly Run[]): Group {
  const { job, size, parts, way, width } = runs[0]!;
  const warm = runs.filter((run) => run.warm);
  const [sample, cold] = warm.length > 0 ? [warm, runs.filter((run) => !run.warm)] : [runs, []];
  return {
    ...{ job, size, parts, way, width, label: wayLabel({ way, width }), sample, cold },
    medianMs: median(sample.map(wallMs)),
    coresBusy: median(sample.map(coresBusy)),
    startUpMs: median(runs.map((run) => run.startUpMs)),
  };
}

/** What stands in a name. */
type Named = Pick<Run, "job" | "size" | "parts" | "way" | "width">;

/**
 * A name for each, of no more than tells it from the others: "worker × 4", or, where there are
 * several jobs, sizes or numbers of parts, "primes (worker × 4, 16 parts)".
 */
export function namesOf(all: readonly Named[]): string[] {
  return all.map((it) => {
    const job = all.filter(({ job }) => job === it.job);
    const size = job.filter(({ size }) => size === it.size);
    const [first = wayLabel(it), ...more] = [
      ...(differ(all, ({ job }) => job) ? [it.job] : []),
      ...(differ(job, wayLabel) ? [wayLabel(it)] : []),
      ...(differ(job, ({ size }) => size) ? [`size ${count(it.size)}`] : []),
      ...(differ(size, ({ parts }) => parts) ? [counted(it.parts, "part")] : []),
    ];
    return more.length > 0 ? `${first} (${more.join(", ")})` : first;
  });
}

/** Whether something is not the same for all. */
export function differ<T>(all: readonly T[], what: (item: T) => unknown): boolean {
  return new Set(all.map(what)).size > 1;
}

/** The run in the middle of its sample: the one to draw where only one can be drawn. */
export function typical({ sample }: Group): Run {
  return sample.toSorted((a, b) => wallMs(a) - wallMs(b))[sample.length >> 1]!;
}
