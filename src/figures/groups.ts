import { must, mustHold } from "../lab/arguments.js";
import { coresBusy, inProgress, median, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/figures/samples.js";
import { counted } from "../words/numbers.js";

/** The runs of one job in one way and width. */
export interface Group extends Pick<Run, "job" | "size" | "parts" | "way" | "width"> {
  /** What the reader calls its way: "worker × 4". */
  readonly label: string;
  /** What tells it from the other groups of its figure. */
  readonly name: string;
  /** The warm runs; the cold ones if there is no warm run. At least one. */
  readonly sample: readonly Run[];
  /** Wall times of the cold runs, unless they are the sample. */
  readonly coldMs: readonly number[];
  /** Wall times of the sample. */
  readonly wallsMs: readonly number[];
  /** Medians of the sample; the start-up is that of all runs. */
  readonly medianMs: number;
  readonly coresBusy: number;
  readonly inProgress: number;
  readonly startUpMs: number;
}

/**
 * Groups rows in the order in which they came. A run that took no time counts as one of 1 µs.
 * @param action what cannot be done without runs, for the message
 * @throws {TypeError | RangeError} if `runs` is not an array of runs, or is empty.
 */
export function groups(action: string, runs: readonly Run[]): Group[] {
  const sound = Array.isArray(runs) && runs.every((run) => typeof run?.way === "string");
  must(sound, `Cannot ${action}`, "'runs' must be an array of runs", runs);
  mustHold(runs, `Cannot ${action}`, "'runs' must hold a run or more");
  const timed = runs.map((run) => (wallMs(run) > 0 ? run : { ...run, endMs: run.startMs + 1e-3 }));
  const all = gather(timed, ({ job, size, parts, way, width }) => [job, size, parts, way, width]);
  const names = namesOf(all.map(([first]) => first!));
  return all.map((own, i) => group(own, names[i]!));
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

function group(runs: readonly Run[], name: string): Group {
  const { job, size, parts, way, width } = runs[0]!;
  const warm = runs.filter((run) => run.warm);
  const [sample, cold] = warm.length > 0 ? [warm, runs.filter((run) => !run.warm)] : [runs, []];
  const wallsMs = sample.map(wallMs);
  return {
    ...{ job, size, parts, way, width, label: wayLabel({ way, width }), name },
    ...{ sample, coldMs: cold.map(wallMs), wallsMs, medianMs: median(wallsMs) },
    coresBusy: median(sample.map(coresBusy)),
    inProgress: median(sample.map(inProgress)),
    startUpMs: median(runs.map((run) => run.startUpMs)),
  };
}

/** What stands in a name. */
type Named = Pick<Run, "job" | "size" | "parts" | "way" | "width">;

/**
 * A name for each that tells it from the others, and no longer: "worker × 4", or with several jobs,
 * sizes or numbers of parts "primes (worker × 4, 16 parts)".
 */
export function namesOf(all: readonly Named[]): string[] {
  return all.map((it) => {
    const job = all.filter(({ job }) => job === it.job);
    const size = job.filter(({ size }) => size === it.size);
    const facts = [
      ...(differ(all, ({ job }) => job) ? [it.job] : []),
      ...(differ(job, wayLabel) ? [wayLabel(it)] : []),
      ...(differ(job, ({ size }) => size) ? [words.sized(it.size)] : []),
      ...(differ(size, ({ parts }) => parts) ? [counted(it.parts, "part")] : []),
    ];
    return words.name(facts.length > 0 ? facts : [wayLabel(it)]);
  });
}

/** Whether something differs among the items. */
export function differ<T>(all: readonly T[], what: (item: T) => unknown): boolean {
  return new Set(all.map(what)).size > 1;
}

/** The run in the middle of its sample: the one to draw if only one can be drawn. */
export function typical({ sample }: Group): Run {
  return sample.toSorted((a, b) => wallMs(a) - wallMs(b))[sample.length >> 1]!;
}
