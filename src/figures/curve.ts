import { type Run, wallMs } from "../run.js";
import type { Figure, Row } from "./figure.js";
import { alone, type Group, groups, ties } from "./groups.js";
import * as style from "./style.js";

/** What {@link curve} draws. */
export interface CurveOptions {
  /** What stands on the x axis: how many parts at once, the job's size, or the number of parts. */
  readonly x: "width" | "size" | "parts";
  /** Times as fast as alone (or as the narrowest), or wall time. Default: times over width. */
  readonly y?: "times" | "ms";
  /** How many times as fast it will be at each x: `{ 2: 1.9, 4: 3 }`. Default: none. */
  readonly guess?: Readonly<Record<string, unknown>>;
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
  const unit = y ?? (x === "width" ? "times" : "ms");
  const lines = linesOf(all, x, unit);
  const points = lines.flatMap((line) => line.points);
  const ideals = ideal(points, runs[0]!.cores);
  const axes = frame(points, ideals, { x, unit });
  const guesses = points.flatMap((point) => {
    const factor = style.positive(guess[point.x]);
    return factor ? [{ x: point.x, y: point.of(point.base.medianMs / factor), text: "guess" }] : [];
  });
  const title = message(lines, { x, unit });
  const nameWidth = Math.max(...lines.map((line) => line.name.length), 5) * 7;
  const margin = { l: 12, r: nameWidth + 16, t: 16, b: 48 };
  return {
    title,
    data: [
      style.points(
        "ideal",
        ideals,
        {},
        { mode: "lines", line: { dash: "dash", color: style.GREY } },
      ),
      ...lines.flatMap(drawn),
      style.diamonds(guesses.filter((at, i) => guesses.findIndex((one) => one.x === at.x) === i)),
    ],
    layout: style.layout(PLOT_PX + 64, 48, {
      ...axes,
      margin,
      annotations: ends(lines, ideals, axes),
    }),
    alt: `${title}. ${lines.map((line) => sentence(line, unit)).join(" ")}`,
    table: points.map((point) => row(point, x, unit)),
  };
}

function linesOf(all: readonly Group[], x: CurveOptions["x"], unit: "times" | "ms"): Line[] {
  const fixed = (["size", "parts", "width"] as const).filter((name) => name !== x);
  const sorted = new Map<string, Group[]>();
  for (const group of all) {
    const key = JSON.stringify([group.job, group.way, ...fixed.map((name) => group[name])]);
    sorted.set(key, [...(sorted.get(key) ?? []), group]);
  }
  const jobs = new Set(all.map(({ job }) => job)).size;
  return [...sorted.values()].map((own) => {
    const { job, way, label } = own[0]!;
    const line = own.toSorted((a, b) => a[x] - b[x]);
    const points = line.map((group) => {
      const base = alone(group, all) ?? line[0]!;
      const of = (wall: number) => (unit === "times" ? base.medianMs / wall : wall);
      return { group, base, of, x: group[x], y: of(group.medianMs) };
    });
    return { name: `${jobs > 1 ? `${job}: ` : ""}${x === "width" ? way : label}`, points };
  });
}

/** The best that the widest of each x can do on so many cores. */
function ideal(points: readonly Point[], cores: number): style.Mark[] {
  const widest = new Map<number, Point>();
  for (const point of points) {
    const most = widest.get(point.x)?.group.width ?? 0;
    if (point.group.width > most) widest.set(point.x, point);
  }
  return [...widest.values()]
    .map(({ x, of, base, group }) => ({ x, y: of(base.medianMs / Math.min(group.width, cores)) }))
    .sort((a, b) => a.x - b.x);
}

/** Axes from zero, logarithmic where the values span decades; a guess does not stretch them. */
function frame(
  points: readonly Point[],
  ideals: readonly style.Mark[],
  names: { x: CurveOptions["x"]; unit: "times" | "ms" },
) {
  const xs = [...new Set(points.map(({ x }) => x))];
  const repeats = points.flatMap(({ group, of }) => group.sample.map((run) => of(wallMs(run))));
  const ticks = xs.length > 7 ? {} : { tickvals: xs, ticktext: xs.map(short) };
  const yName = names.unit === "times" ? "times as fast" : "wall time, ms";
  return {
    xaxis: style.axis([UNITS[names.x]], { ...scale(xs), ...ticks }),
    yaxis: style.axis([yName], scale([...repeats, ...ideals.map(({ y }) => y)])),
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
function ends(
  lines: readonly Line[],
  ideals: readonly style.Mark[],
  { xaxis, yaxis }: ReturnType<typeof frame>,
) {
  const at = (value: number, { type }: { type: string }) =>
    type === "log" ? Math.log10(value) : value;
  const [low = 0, high = 1] = yaxis.range;
  const names = [
    ...lines.map(({ name, points }) => ({ name, ...points.at(-1)! })),
    { name: "ideal", ...ideals.at(-1)! },
  ]
    .map(({ name, x, y }) => ({ text: style.plain(name), x: at(x, xaxis), y: at(y, yaxis) }))
    .sort((a, b) => b.y - a.y);
  let lastPx = Number.POSITIVE_INFINITY;
  return names.map(({ text, x, y }) => {
    const px = ((y - low) / (high - low)) * PLOT_PX;
    lastPx = Math.min(px, lastPx - 14);
    return style.words(text, x, y, { xshift: 9, yshift: lastPx - px });
  });
}

/** The message: the best speed-up, or who is fastest at the first and at the last x. */
function message(lines: readonly Line[], { x, unit }: { x: string; unit: "times" | "ms" }): string {
  const points = lines.flatMap((line) => line.points);
  if (unit === "times") {
    const best = points.reduce((a, b) => (b.y > a.y ? b : a));
    const most = `${style.times(best.y)} times as fast as ${best.base.label}`;
    return `At best ${most}: ${best.group.way} at ${x} ${style.count(best.x)}`;
  }
  const xs = points.map((point) => point.x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)].map((at) => {
    const here = points.filter((point) => point.x === at).map(({ group }) => group);
    const best = here.reduce((a, b) => (b.medianMs < a.medianMs ? b : a));
    const names = style.list(ties(best, here).map(({ label }) => label));
    return `${names} (${style.ms(best.medianMs)}) at ${x} ${style.count(at)}`;
  });
  return `Fastest: ${[...new Set([from, to])].join("; ")}`;
}

function sentence({ name, points }: Line, unit: "times" | "ms"): string {
  const says = points.map(({ x, y }) => {
    return `${unit === "times" ? `${style.times(y)} times as fast` : style.ms(y)} at ${style.count(x)}`;
  });
  return `${name}: ${says.join(", ")}.`;
}

function row({ group, base }: Point, x: CurveOptions["x"], unit: "times" | "ms"): Row {
  return {
    job: group.job,
    way: group.label,
    [x]: group[x],
    "median (ms)": style.round(group.medianMs),
    "range (ms)": style.bounds(group.sample.map(wallMs)),
    ...(unit === "times"
      ? { [`times as fast as ${base.label}`]: style.times(base.medianMs / group.medianMs) }
      : {}),
    repeats: group.sample.length,
  };
}
