import { type Law, lawMs, type Refusal } from "../experiments/laws.js";
import type { Run } from "../lab/run.js";
import * as words from "../words/figures/scaling.js";
import type { Figure } from "./figure.js";
import { type Group, gather, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link scaling} may be told. */
export interface ScalingOptions {
  /** Laws to draw beside the runs of the job with that label: `{ "same work": law }`. */
  readonly laws?: Readonly<Record<string, Law | Refusal>>;
}

/** A law is drawn up to so many times the widest run. */
const MODEL = 1.6;

/**
 * How many times as much work per second is done, over the number of parts in progress at once: a
 * line per job, whose size is how much work it is. Dashed is the ideal; dotted is what a law says,
 * beyond the widest run, too: there it is a model.
 *
 * @throws {TypeError | RangeError} if there are no runs.
 */
export function scaling(runs: readonly Run[], { laws = {} }: ScalingOptions = {}): Figure {
  const all = groups("draw how work scales", runs);
  const widths = all.map(({ width }) => width);
  const [narrowest, widest] = [Math.min(...widths), Math.max(...widths)];
  const lines = gather(all, ({ job }) => [job]).map((own) => {
    const law = laws[own[0]!.job];
    return lineOf(own, law && "share" in law ? law : undefined, MODEL * widest);
  });
  const ends = [narrowest, widest].map((x) => ({ x, y: x / narrowest }));
  return plane.plot({
    title: words.title(lines.map(({ name, points }) => ({ name, ...points.at(-1)! }))),
    series: lines,
    ideal: { name: words.ideal, points: ends },
    x: words.key(lines.some(({ model }) => model)),
    // Narrower ones stand too close to each other.
    ticks: plane.ticks([...new Set(widths)].filter((width) => 8 * width >= widest)),
    y: words.axis,
    fromZero: true,
    sentences: [],
    table: lines.flatMap(({ rows }) => rows),
  });
}

/** The series of a job, and its rows: the work per second over that of its narrowest runs. */
function lineOf(own: readonly Group[], law: Law | undefined, toX: number) {
  const line = own.toSorted((a, b) => a.width - b.width);
  const [first] = line as [Group];
  const times = ({ size }: Group, ms: number) => ((size / first.size) * first.medianMs) / ms;
  const repeats = line.flatMap((group) =>
    group.wallsMs.map((ms) => ({ x: group.width, y: times(group, ms) })),
  );
  const points = line.map((group) => ({ x: group.width, y: times(group, group.medianMs) }));
  return {
    ...{ name: first.job, look: style.lookOf(first.way), points, repeats, told: words.hover },
    model: law && modelOf(law, first.width, toX),
    rows: line.map((group, i) => words.row(group, points[i]!.y, law && lawMs(law, group.width))),
  };
}

/** The law as a line of many short pieces, from the narrowest run to a width. */
function modelOf(law: Law, from: number, to: number): style.Mark[] {
  return Array.from({ length: 60 }, (_, i) => {
    const n = from * (to / from) ** (i / 59);
    return { x: n, y: lawMs(law, from) / lawMs(law, n) };
  });
}
