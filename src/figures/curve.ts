import { type Run, wallMs } from "../run.js";
import type { Figure, Row } from "./figure.js";
import { alone, type Group, gather, groups, ties } from "./groups.js";
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

type Frame = ReturnType<typeof frameOf>;

/** The points of one way, from left to right. */
interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

const UNITS = { width: "parts at once", size: "size of the job", parts: "number of parts" };
const PLOT_PX = 300;

/**
 * How the wall time, or how many times as fast, goes with the width, the size or the number of
 * parts: medians joined by a line, every repeat a point, dashed the ideal (no more times as fast
 * than there are cores), the guess as diamonds.
 * @throws {RangeError} where there are no runs or no such `x`.
 */
export function curve(runs: readonly Run[], { x, y, guess = {} }: CurveOptions): Figure {
  const all = groups("draw a curve", runs);
  if (!(x in UNITS)) {
    const rule = `must be one of ${Object.keys(UNITS).join(", ")}`;
    throw new RangeError(`Cannot draw a curve as 'x' ${rule}: current value is ${x}`);
  }
  const axes = { x, unit: y ?? (x === "width" ? "times" : "ms") };
  const lines = linesOf(all, axes);
  const points = lines.flatMap((line) => line.points);
  const ideals = ideal(points, runs[0]!.cores);
  const title = message(points, axes);
  const frame = frameOf(points, ideals, axes);
  const namePx = 7 * Math.max(5, ...lines.map(({ name }) => name.length));
  const dashes = { mode: "lines", line: { dash: "dash", color: style.GREY }, hoverinfo: "skip" };
  return {
    title,
    data: [
      style.points("ideal", ideals, {}, dashes),
      ...lines.flatMap(drawn),
      style.diamonds(guessed(points, guess, frame)),
    ],
    layout: style.layout(PLOT_PX + 64, 48, {
      ...frame,
      margin: { l: 12, r: namePx + 16, t: 16, b: 48 },
      annotations: ends(lines, ideals, frame),
    }),
    alt: `${title}. ${lines.map((line) => sentence(line, axes)).join(" ")}`,
    table: points.map((point) => row(point, axes)),
  };
}

function linesOf(all: readonly Group[], { x, unit }: Axes): Line[] {
  const fixed = (["size", "parts", "width"] as const).filter((name) => name !== x);
  const several = new Set(all.map(({ job }) => job)).size > 1;
  const keys = ({ job, way, ...numbers }: Group) => [
    job,
    way,
    ...fixed.map((name) => numbers[name]),
  ];
  return gather(all, keys).map((own) => {
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

/** The best that the widest of each x can do on so many cores. */
function ideal(points: readonly Point[], cores: number): style.Mark[] {
  const busy = ({ width }: Group) => Math.min(width, cores);
  return gather(points, ({ x }) => [x])
    .map((here) => here.reduce((a, b) => (b.group.width > a.group.width ? b : a)))
    .map(({ x, of, base, group }) => ({ x, y: of((base.medianMs * busy(base)) / busy(group)) }))
    .sort((a, b) => a.x - b.x);
}

/** The guess at each x where there is one: at the edge where it is off the axis. */
function guessed(points: readonly Point[], guess: Guess, { yaxis: { type, range } }: Frame) {
  const xs = gather(points, ({ x }) => [x]);
  const [low, high] = type === "log" ? range.map((power) => 10 ** power) : range;
  return xs.flatMap(([first], i) => {
    const { x, of, base } = first!;
    const factor = style.positive(guess[x]);
    if (!factor) return [];
    const y = Math.max(low!, Math.min(of(base.medianMs / factor), high!));
    return [
      {
        x,
        y,
        text: `guess: ${style.times(factor)} ×`,
        side: 2 * i < xs.length ? "bottom right" : "top left",
      },
    ];
  });
}

/** Axes from zero, logarithmic where the values span decades. */
function frameOf(points: readonly Point[], ideals: readonly style.Mark[], { x, unit }: Axes) {
  const xs = [...new Set(points.map((point) => point.x))];
  const repeats = points.flatMap(({ group, of }) => group.sample.map((run) => of(wallMs(run))));
  const ticks = xs.length > 7 ? {} : { tickvals: xs, ticktext: xs.map(short) };
  const ys = [...repeats, ...ideals.map(({ y }) => y)];
  return {
    xaxis: style.axis([UNITS[x]], { ...scale(xs), ...ticks }),
    yaxis: style.axis([unit === "times" ? "times as fast" : "wall time, ms"], scale(ys)),
  };
}

function scale(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0 || high / low < 30) return { type: "linear", range: [0, high * 1.08] } as const;
  const range = [Math.log10(low) - 0.1, Math.log10(high) + 0.1];
  return { type: "log", range, dtick: 1 } as const;
}

/** 20,000 as "20k", 1e7 as "10M": axes have little room. */
function short(value: number): string {
  return Intl.NumberFormat("en-US", { notation: "compact" }).format(value);
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

/** The lines' names beside their ends, moved apart where they would stand on each other. */
function ends(lines: readonly Line[], ideals: readonly style.Mark[], { xaxis, yaxis }: Frame) {
  const at = (value: number, { type }: { type: string }) =>
    type === "log" ? Math.log10(value) : value;
  const [low = 0, high = 1] = yaxis.range;
  const last = lines.map(({ name, points }) => ({ name, mark: points.at(-1)! as style.Mark }));
  const names = [...last, { name: "ideal", mark: ideals.at(-1)! }]
    .map(({ name, mark }) => ({ name, x: at(mark.x, xaxis), y: at(mark.y, yaxis) }))
    .sort((a, b) => b.y - a.y);
  let lastPx = Number.POSITIVE_INFINITY;
  return names.map(({ name, x, y }) => {
    const px = ((y - low) / (high - low)) * PLOT_PX;
    lastPx = Math.min(px, lastPx - 14);
    return style.words(style.plain(name), x, y, { xshift: 9, yshift: lastPx - px });
  });
}

/** The message: what is fastest, and with it all that the samples cannot tell from it. */
function message(points: readonly Point[], { x, unit }: Axes): string {
  const fastest = (some: readonly Point[]) => {
    const groups = some.map(({ group }) => group);
    const best = some.reduce((a, b) => (b.group.medianMs < a.group.medianMs ? b : a));
    const equals = ties(best.group, groups).map((group) =>
      x === "parts" ? `${group.label} in ${style.count(group.parts)} parts` : group.label,
    );
    const { medianMs } = best.group;
    const factor = `${style.times(best.base.medianMs / medianMs)} times as fast as ${best.base.label}`;
    return `${style.list([...new Set(equals)])}, ${unit === "times" ? factor : style.ms(medianMs)}`;
  };
  if (x !== "size") return `Fastest: ${fastest(points)}`;
  const sizes = points.map(({ group }) => group.size);
  const ends = [...new Set([Math.min(...sizes), Math.max(...sizes)])].map((size) => {
    return `at size ${style.count(size)} ${fastest(points.filter((point) => point.x === size))}`;
  });
  return `Fastest: ${ends.join("; ")}`;
}

function sentence({ name, points }: Line, { unit }: Axes): string {
  const says = points.map(({ x, y }) => {
    const measured = unit === "times" ? `${style.times(y)} times as fast` : style.ms(y);
    return `${measured} at ${style.count(x)}`;
  });
  return `${name}: ${says.join(", ")}.`;
}

function row({ group, base }: Point, { x }: Axes): Row {
  return {
    job: group.job,
    way: group.label,
    [x]: group[x],
    "median (ms)": style.round(group.medianMs),
    "range (ms)": style.bounds(group.sample.map(wallMs)),
    "times as fast": style.times(base.medianMs / group.medianMs),
    "compared with": base.label,
    repeats: group.sample.length,
  };
}
