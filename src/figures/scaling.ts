import { type Law, lawMs, type Refusal } from "../experiments/laws.js";
import { median, type Run, wallMs } from "../lab/run.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import { gather, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link scaling} may be told. */
export interface ScalingOptions {
  /** Laws to draw beside the runs of the job with that label: `{ "same work": law }`. */
  readonly laws?: Readonly<Record<string, Law | Refusal>>;
}

/** The runs of one job at one width. */
interface Point extends style.Mark {
  readonly size: number;
  readonly ms: number;
  /** How much work per second each run did, over the median at the narrowest width. */
  readonly repeats: readonly number[];
}

/** The points of one job, from left to right, and its law. */
interface Line {
  readonly name: string;
  readonly way: string;
  readonly points: readonly Point[];
  readonly law: Law | undefined;
}

const SYMBOLS = ["circle", "square", "diamond", "triangle-up"];

/**
 * How many times as much work per second is done, over the number of parts in progress at once: a
 * line per job, whose size is how much work it is. Dashed is the ideal; dotted is what a law says,
 * up to twice the widest run: beyond the runs it is a model.
 *
 * @throws {TypeError | RangeError} if there are no runs.
 */
export function scaling(runs: readonly Run[], { laws = {} }: ScalingOptions = {}): Figure {
  groups("draw how work scales", runs);
  const lines = gather(runs, ({ job }) => [job]).map((own) => lineOf(own, laws));
  const points = lines.flatMap((line) => line.points);
  const widest = Math.max(...points.map(({ x }) => x));
  const models = lines.flatMap((line) => modelOf(line, 2 * widest));
  const ends = { x: widest, y: widest };
  const ideal = {
    name: "ideal",
    points: [{ x: Math.min(...points.map(({ x }) => x)), y: 1 }, ends],
  };
  const drawn = lines.map(seriesOf);
  const toX = models.length > 0 ? 1.6 * widest : 1.08 * widest;
  const ys = [...points, ends].map(({ y }) => y);
  const title = lines.map(message).join("; ");
  const key = ["parts in progress, at most", "filled: median · open: one run · dotted: the law"];
  return {
    title,
    data: [
      style.line("ideal", ideal.points, { dash: "dash", color: style.GREY }),
      ...models.map(({ name, points, color }) => {
        return style.line(
          name,
          points.filter(({ x }) => x <= toX),
          { dash: "dot", color },
        );
      }),
      ...drawn.flatMap(plane.series),
    ],
    layout: plane.layout(
      {
        title: models.length > 0 ? key : [key[0]!, "filled: median · open: one run"],
        scale: { type: "linear", range: [0, toX] },
        ticks: plane.multiples(widest),
      },
      { title: ["times as much work per second"], scale: plane.scaleOf([0, ...ys]) },
      [...drawn, ideal].map(plane.end),
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
  return { name, points, repeats, look, told: "%{y} at %{x}" };
}

/** The law as a line of many short pieces, from one at once to the widest. */
function modelOf({ name, way, points, law }: Line, widest: number) {
  if (!law) return [];
  const first = points[0]!;
  const steps = Array.from({ length: 60 }, (_, i) => widest ** (i / 59));
  const marks = steps
    .filter((n) => n >= first.x)
    .map((n) => ({ x: n, y: lawMs(law, first.x) / lawMs(law, n) }));
  return [{ name: `${name}: law`, points: marks, color: style.lookOf(way).color }];
}

function message({ name, points }: Line): string {
  const last = points.at(-1)!;
  return `${name}: ${say.times(last.y)} times as much at ${say.count(last.x)}`;
}

function rows({ name, points, law }: Line): Row[] {
  return points.map(({ x, y, size, ms, repeats }) => ({
    job: name,
    "in progress, at most": x,
    size,
    "median (ms)": say.round(ms),
    "times as much per second": say.times(y),
    "by the law (ms)": law ? say.round(lawMs(law, x)) : "–",
    repeats: repeats.length,
  }));
}
