import { mustBeOneOf } from "../lab/arguments.js";
import { type Run, wallMs } from "../lab/run.js";
import type { Figure, Row } from "./figure.js";
import { alone, differ, type Group, gather, groups, ties } from "./groups.js";
import * as say from "./numbers.js";
import * as plane from "./plane.js";
import * as style from "./style.js";
import type { Guess } from "./timings.js";

/** What {@link curve} draws. */
export interface CurveOptions {
  /** What stands on the x axis: how many parts at once, the job's size, or the number of parts. */
  readonly x: "width" | "size" | "parts";
  /** Times as fast as alone (or as the narrowest), or wall time. Default: times over width. */
  readonly y?: "times" | "ms";
  /** How many times as fast it will be at each x: `{ 2: 1.9, 4: 3 }`. Default: none. */
  readonly guess?: Guess;
}

/** What the axes measure. */
interface Axes {
  readonly x: "width" | "size" | "parts";
  readonly unit: "times" | "ms";
}

/** A group on its curve; `of` turns a wall time into what stands on the y axis. */
interface Point extends style.Mark {
  readonly group: Group;
  readonly base: Group;
  readonly of: (wallMs: number) => number;
}

/** The points of one way, from left to right. */
interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

const UNITS = { width: "parts at once", size: "size of the job", parts: "number of parts" };
const MEASURES = { times: "times as fast", ms: "wall time, ms" };
/** A job that keeps less of a core busy than this, alone, is one that waits. */
const WAITS = 0.5;
const PLOT_PX = 300;

/**
 * How the wall time, or how many times as fast, goes with the width, the size or the number of
 * parts: medians joined by a line, every repeat a point, dashed the ideal (where parts compute, no
 * more times as fast than there are cores; where they wait, in waves), the guess as diamonds.
 * @throws {RangeError} where there are no runs or no such `x`.
 */
export function curve(runs: readonly Run[], { x, y, guess = {} }: CurveOptions): Figure {
  const all = groups("draw a curve", runs);
  mustBeOneOf("Cannot draw a curve", "x", x, Object.keys(UNITS));
  const axes = { x, unit: y ?? (x === "width" ? "times" : "ms") };
  const lines = linesOf(all, axes);
  const points = lines.flatMap((line) => line.points);
  const ideals = ideal(points, runs[0]!.cores);
  const frame = frameOf(points, ideals);
  const title = message(points, axes);
  const named = [...lines.map(last), { name: "ideal", ...ideals.at(-1)! }];
  const dashes = { mode: "lines", line: { dash: "dash", color: style.GREY }, hoverinfo: "skip" };
  return {
    title,
    data: [
      style.points("ideal", ideals, {}, dashes),
      ...lines.flatMap(drawn),
      style.diamonds(guessed(points, guess, frame.y)),
    ],
    layout: plane.layout(
      PLOT_PX,
      { title: [UNITS[x]], scale: frame.x, ticks: plane.ticks(frame.xs) },
      { title: [MEASURES[axes.unit]], scale: frame.y },
      named,
    ),
    alt: `${title}. ${lines.map((line) => sentence(line, axes)).join(" ")}`,
    table: points.map((point) => row(point, axes)),
  };
}

function linesOf(all: readonly Group[], { x, unit }: Axes): Line[] {
  const fixed = (["size", "parts", "width"] as const).filter((name) => name !== x);
  const several = differ(all, ({ job }) => job);
  const key = (group: Group) => [group.job, group.way, ...fixed.map((name) => group[name])];
  return gather(all, key).map((own) => {
    const line = own.toSorted((a, b) => a[x] - b[x]);
    const { job, way, label } = line[0]!;
    const points = line.map((group) => {
      const base = alone(group, all) ?? line[0]!;
      const of = (wall: number) => (unit === "times" ? base.medianMs / wall : wall);
      return { group, base, of, x: group[x], y: of(group.medianMs) };
    });
    return { name: `${several ? `${job}: ` : ""}${x === "width" ? way : label}`, points };
  });
}

/**
 * The best that the widest of each x can do: computing needs a core for each part in progress,
 * waiting needs none, and goes in waves of so many parts at once.
 */
function ideal(points: readonly Point[], cores: number): style.Mark[] {
  const steps = ({ width, parts }: Group, waits: boolean) =>
    waits ? Math.ceil(parts / width) : 1 / Math.min(width, cores);
  return gather(points, ({ x }) => [x])
    .map((here) => here.reduce((a, b) => (b.group.width > a.group.width ? b : a)))
    .map(({ x, of, base, group }) => {
      const waits = base.width === 1 && base.coresBusy < WAITS;
      return { x, y: of((base.medianMs * steps(group, waits)) / steps(base, waits)) };
    })
    .sort((a, b) => a.x - b.x);
}

/** The guess at each x where there is one: at the edge where it is off the axis. */
function guessed(points: readonly Point[], guess: Guess, scale: plane.Scale) {
  const firsts = gather(points, ({ x }) => [x]).map(([first]) => first!);
  return firsts.flatMap(({ x, of, base }, i) => {
    const factor = style.positive(guess[x]);
    if (!factor) return [];
    const side = 2 * i < firsts.length ? "bottom right" : "middle left";
    const y = plane.within(scale, of(base.medianMs / factor));
    return [{ x, y, text: `guess: ${say.times(factor)} ×`, side }];
  });
}

function frameOf(points: readonly Point[], ideals: readonly style.Mark[]) {
  const xs = [...new Set(points.map(({ x }) => x))];
  const repeats = points.flatMap(({ group, of }) => group.sample.map((run) => of(wallMs(run))));
  const ys = [...repeats, ...ideals.map(({ y }) => y)];
  return { xs, x: plane.scaleOf(xs), y: plane.scaleOf(ys) };
}

function last({ name, points }: Line) {
  const { x, y } = points.at(-1)!;
  return { name, x, y };
}

function drawn({ name, points }: Line) {
  const { color, symbol } = style.lookOf(points[0]!.group.way);
  const repeats = points.flatMap(({ x, group, of }) =>
    group.sample.map((run) => ({ x, y: of(wallMs(run)) })),
  );
  const hovertemplate = `${style.plain(name)}: %{y} at %{x}<extra></extra>`;
  const line = { mode: "lines+markers", line: { color, width: 2 }, hovertemplate };
  return [
    style.points("repeat", repeats, { color, size: 6, symbol: "circle-open" }, { hovertemplate }),
    style.points(name, points, { color, symbol, size: 9 }, line),
  ];
}

/** The message: what is fastest, and with it all that the samples cannot tell from it. */
function message(points: readonly Point[], { x, unit }: Axes): string {
  const fastest = (some: readonly Point[]) => {
    const groups = some.map(({ group }) => group);
    const best = some.reduce((a, b) => (b.group.medianMs < a.group.medianMs ? b : a));
    const equals = ties(best.group, groups).map((group) =>
      x === "parts" ? `${group.label} in ${say.counted(group.parts, "part")}` : group.label,
    );
    const { medianMs } = best.group;
    const factor = `${say.times(best.base.medianMs / medianMs)} times as fast as ${best.base.label}`;
    return `${say.list([...new Set(equals)])}, ${unit === "times" ? factor : say.ms(medianMs)}`;
  };
  if (x !== "size") return `Fastest: ${fastest(points)}`;
  const sizes = points.map(({ group }) => group.size);
  const ends = [...new Set([Math.min(...sizes), Math.max(...sizes)])].map((size) => {
    return `at size ${say.count(size)} ${fastest(points.filter((point) => point.x === size))}`;
  });
  return `Fastest: ${ends.join("; ")}`;
}

function sentence({ name, points }: Line, { unit }: Axes): string {
  const says = points.map(({ x, y }) => {
    const measured = unit === "times" ? `${say.times(y)} times as fast` : say.ms(y);
    return `${measured} at ${say.count(x)}`;
  });
  return `${name}: ${says.join(", ")}.`;
}

function row({ group, base }: Point, { x }: Axes): Row {
  return {
    job: group.job,
    way: group.label,
    [x]: group[x],
    "median (ms)": say.round(group.medianMs),
    "range (ms)": say.bounds(group.sample.map(wallMs)),
    "times as fast": say.times(base.medianMs / group.medianMs),
    "compared with": base.label,
    repeats: group.sample.length,
  };
}
