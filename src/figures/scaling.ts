import { type Law, lawMs, type Refusal } from "../experiments/laws.js";
import { median, type Run, wallMs } from "../lab/run.js";
import * as words from "../words/figures/scaling.js";
import type { Figure } from "./figure.js";
import { gather, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link scaling} may be told. */
export interface ScalingOptions {
  /** Laws to draw beside the runs of the job with that label: `{ "same work": law }`. */
  readonly laws?: Readonly<Record<string, Law | Refusal>>;
}

/** The runs of one job at one limit, and how much work per second each did, over the narrowest. */
type Point = words.Point;

/** The points of one job, from left to right, and its law. */
interface Line {
  readonly name: string;
  readonly way: string;
  readonly points: readonly Point[];
  readonly law: Law | undefined;
}

/** A law is drawn up to so many times the widest run. */
const MODEL = 1.6;
const SYMBOLS = ["circle", "square", "diamond", "triangle-up"];

/**
 * How many times as much work per second is done, over the number of parts in progress at once: a
 * line per job, whose size is how much work it is. Dashed is the ideal; dotted is what a law says,
 * beyond the widest run, too: there it is a model.
 *
 * @throws {TypeError | RangeError} if there are no runs.
 */
export function scaling(runs: readonly Run[], { laws = {} }: ScalingOptions = {}): Figure {
  groups("draw how work scales", runs);
  const lines = gather(runs, ({ job }) => [job]).map((own) => lineOf(own, laws));
  const points = lines.flatMap((line) => line.points);
  const widest = Math.max(...points.map(({ x }) => x));
  const models = lines.flatMap((line) => modelOf(line, MODEL * widest));
  const narrowest = { x: Math.min(...points.map(({ x }) => x)), y: 1 };
  const ideal = { name: words.ideal, points: [narrowest, { x: widest, y: widest }] };
  const drawn = lines.map(seriesOf);
  const toX = models.length > 0 ? MODEL * widest : 1.08 * widest;
  const ys = [...points, ...ideal.points].map(({ y }) => y);
  const title = words.title(lines.map(({ name, points }) => ({ name, ...points.at(-1)! })));
  return {
    title,
    data: [style.ideal(words.ideal, ideal.points), ...models, ...drawn.flatMap(plane.series)],
    layout: plane.layout(
      {
        title: words.key(models.length > 0),
        scale: { type: "linear", range: [0, toX] },
        ticks: plane.multiples(widest),
      },
      { title: [words.axis], scale: plane.scaleOf([0, ...ys]) },
      [...lines.map((line) => named(line, MODEL * widest)), ideal].map(plane.end),
    ),
    alt: `${title}.`,
    table: lines.flatMap(rows),
  };
}

function lineOf(own: readonly Run[], laws: NonNullable<ScalingOptions["laws"]>): Line {
  const { job, way } = own[0]!;
  const rate = (run: Run) => run.size / wallMs(run);
  const widths = gather(own, ({ width }) => [width]).sort((a, b) => a[0]!.width - b[0]!.width);
  const one = median(widths[0]!.map(rate));
  const points = widths.map((same) => ({
    x: same[0]!.width,
    y: median(same.map(rate)) / one,
    size: same[0]!.size,
    ms: median(same.map(wallMs)),
    repeats: same.map((run) => rate(run) / one),
  }));
  const law = laws[job];
  return { name: job, way, points, law: law && "share" in law ? law : undefined };
}

function seriesOf({ name, way, points }: Line, i: number): plane.Series {
  const repeats = points.flatMap(({ x, repeats }) => repeats.map((y) => ({ x, y })));
  const look = { color: style.lookOf(way).color, symbol: SYMBOLS[i % SYMBOLS.length]! };
  return { name, points, repeats, look, told: words.hover };
}

/** A line as far as its law goes: its name stands behind that end, and not on the dots. */
function named({ name, points, law }: Line, widest: number) {
  return { name, points: [...points, ...marksOf({ points, law }, widest)] };
}

function modelOf({ name, way, ...of }: Line, widest: number) {
  if (!of.law) return [];
  const look = { dash: "dot", color: style.lookOf(way).color };
  return [style.line(words.law(name), marksOf(of, widest), look)];
}

/** What the law says, in many short steps from the narrowest run to a width. */
function marksOf({ points, law }: Pick<Line, "points" | "law">, widest: number): style.Mark[] {
  if (!law) return [];
  const [{ x: from }] = points as [Point];
  return Array.from({ length: 60 }, (_, i) => {
    const n = from * (widest / from) ** (i / 59);
    return { x: n, y: lawMs(law, from) / lawMs(law, n) };
  });
}

function rows({ name, points, law }: Line) {
  return points.map((point) => words.row(name, point, law && lawMs(law, point.x)));
}
