/** The words of `plot.lanes`. */
import { counted, ms, ranking, round, span, times } from "../numbers.js";
import * as queue from "./deliveries.js";

/** A run, as far as lanes put it into words. */
export interface Facts {
  readonly name: string;
  readonly wallMs: number;
  readonly coresBusy: number;
  readonly inProgress: number;
  readonly worstGapMs: number;
  readonly parts: number;
  readonly failed: number;
  /** What became of its deliveries, if it ran on a queue. */
  readonly story?: queue.Story | undefined;
}

/** What a title can say of several runs. */
export const titles = {
  cores: (all: readonly Facts[]) =>
    `Cores busy: ${ranking(
      valuesOf(all, (it) => it.coresBusy),
      span,
    )}`,
  gaps: (all: readonly Facts[]) =>
    `Longest gap: ${ranking(
      valuesOf(all, (it) => it.worstGapMs),
      (gaps) => ms(Math.max(...gaps)),
    )}`,
  progress: (all: readonly Facts[]) =>
    `In progress: ${ranking(
      valuesOf(all, (it) => it.inProgress),
      span,
    )}`,
  answers: (all: readonly Facts[]) =>
    `Parts that answered: ${all.map((it) => `${it.name} ${it.parts - it.failed} of ${it.parts}`).join("; ")}`,
} as const;

function valuesOf(all: readonly Facts[], of: (it: Facts) => number) {
  return all.map((it) => ({ name: it.name, value: of(it) }));
}

/** Overlap is never called parallel. */
export function title(all: readonly Facts[], about?: keyof typeof titles): string {
  const [first] = all;
  const stories = all.flatMap(({ name, story }) => (story ? queue.title(name, story) : []));
  const told = all.some(({ story }) => story && queue.isEventful(story));
  if (!about && told && stories.length === all.length) return stories.join(". ");
  if (all.length > 1 || (about ?? "cores") !== "cores") return titles[about ?? "cores"](all);
  const { name, wallMs, coresBusy, inProgress } = first!;
  const parts = `${times(inProgress)} parts in progress`;
  return `${name} takes ${ms(wallMs)}, with ${times(coresBusy)} cores busy and ${parts}`;
}

/** How a bar is read: when it ran, if parts noted that; how much of a core it had; or neither. */
export function key(
  bars: "turns" | "share" | "unknown",
  crosses = false,
  more: readonly string[] = [],
): string[] {
  const read = {
    turns: "dark: running · pale: waiting",
    share: "dark: share of a core used · pale: waited",
    unknown: "all pale: this system reports no CPU time per thread",
  };
  const loop = "loop: tick = responsive · crossed = blocked";
  const failed = crosses ? ["✕: the part failed, or was ended"] : [];
  return ["time since the run began, ms", read[bars], ...failed, ...more, loop];
}

export const eventLoop = "event loop";
export const mainThread = "main thread";
export function lane(kind: "process" | "thread" | "lane", number: number): string {
  return `${kind} ${number}`;
}
export const blocked = "blocked for %{x} ms";

export function values({ wallMs, coresBusy, inProgress }: Facts): string {
  return [ms(wallMs), `${times(coresBusy)} cores busy`, `${times(inProgress)} in progress`].join(
    " · ",
  );
}

export function parts(count: number): string {
  return counted(count, "part");
}

export function failure(part: number, why: string): string {
  return `part ${part} failed: ${why}`;
}

/** What the mouse is told of a part; `cpuMs` is `null` if the system does not tell. */
export function part(part: number, lengthMs: number, cpuMs: number | null, stepMs: number): string {
  const cpu =
    cpuMs === null
      ? "CPU time unknown"
      : `CPU time ${cpuMs < stepMs ? `under ${ms(stepMs)}` : ms(cpuMs)}`;
  return `part ${part}: ${ms(lengthMs)}, ${cpu}`;
}

export function sentence(facts: Facts, drawn: { parts: number; lanes: number; blocked: boolean }) {
  const gap = ms(facts.worstGapMs);
  const loop = drawn.blocked ? `was blocked for at most ${gap}` : "was responsive";
  const crosses = facts.failed > 0 ? `, failed: ${facts.failed}` : "";
  const marks = `parts: ${drawn.parts}, lanes: ${drawn.lanes}${crosses}`;
  const numbers = values(facts).replaceAll(" · ", ", ");
  const story = facts.story ? `; ${queue.sentence(facts.story)}` : "";
  return `${facts.name}: ${numbers}; ${marks}${story}; the event loop ${loop}.`;
}

/** A lane: a thread or process, and what its parts took together. */
interface Lane {
  readonly job: string;
  readonly way: string;
  readonly lane: string;
  readonly parts: number;
  /** How many failed, if any of the figure did. */
  readonly failed: number | undefined;
  readonly most: number;
  readonly partsMs: number;
  /** For how long they ran, if they noted that. */
  readonly ranMs: number | undefined;
  /** The CPU time of its parts, and the steps in which it was counted; `null` if unknown. */
  readonly cpuMs: number | null;
  readonly stepMs: number;
}

/**
 * Parts have a CPU time each; cores busy counts the whole process, and what it does beside them. A
 * CPU time that is shorter than a step is not known any better.
 */
export function row({ cpuMs, stepMs, ...of }: Lane, run: Facts) {
  const known = cpuMs !== null && cpuMs >= stepMs;
  return {
    job: of.job,
    way: of.way,
    lane: of.lane,
    parts: of.parts,
    ...(of.failed === undefined ? {} : { failed: of.failed }),
    "in progress, at most": of.most,
    "time of all parts (ms)": of.partsMs,
    ...(of.ranMs === undefined ? {} : { "running (ms)": of.ranMs }),
    "CPU time of all parts (ms)": known ? cpuMs : cpuMs === null ? "unknown" : `under ${stepMs}`,
    "run: wall time (ms)": round(run.wallMs, 5),
    "run: cores busy": times(run.coresBusy),
  };
}
