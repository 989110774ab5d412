import { type Run, wallMs } from "../run.js";
import type { Figure, Row } from "./figure.js";
import { alone, apart, type Group, groups, speedUp } from "./groups.js";
import * as style from "./style.js";

/** What {@link curve} draws. */
export interface CurveOptions {
  /** What stands on the x axis: how many parts at once, the job's size, or the number of parts. */
  readonly x: "width" | "size" | "parts";
  /** Times as fast as `single` (or as the narrowest), or wall time. Default: times over width. */
  readonly y?: "times" | "ms";
  /** How many times as fast it will be at each x, drawn as diamonds: `{ 2: 1.9, 4: 3 }`. */
  readonly guess?: Readonly<Record<string, unknown>>;
}

/** A group on the curve: where, how high, and how high each of its repeats. */
interface Point {
  readonly group: Group;
  readonly base: Group;
  readonly x: number;
  readonly y: number;
  readonly repeats: readonly number[];
}

interface Mark {
  readonly x: number;
  readonly y: number;
}

interface Scale {
  readonly x: "width" | "size" | "parts";
  readonly times: boolean;
  readonly cores: number;
}

const HEIGHT_PX = 360;
const PLOT_PX = 300;

/**
 * How the wall time, or how many times as fast, goes with the width, the size or the number of
 * parts: medians joined by a line, every repeat a point, the ideal (`cores` times as fast at most)
 * dashed, the guess as diamonds.
 * @throws {RangeError} where there are no runs or no such `x`.
 */
export function curve(runs: readonly Run[], { x, y, guess = {} }: CurveOptions): Figure {
  const all = groups("draw a curve", runs);
  if (!["width", "size", "parts"].includes(x)) {
    throw new RangeError(
      `Cannot draw a curve as 'x' must be "width", "size" or "parts": current value is ${x}`,
    );
  }
  const scale = {
    x,
    times: (y ?? (x === "width" ? "times" : "ms")) === "times",
    cores: runs[0]!.cores,
  };
  const series = lines(all, scale);
  const points = series.flat();
  const ideals = ideal(points, scale);
  const guesses = points
    .filter(({ x: at }, i) => points.findIndex((other) => other.x === at) === i)
    .flatMap((point) => guessAt(point, guess[point.x], scale));
  const axes = frame(points, ideals, scale);
  return {
    title: title(series, scale),
    data: [...dashed(ideals), ...series.flatMap(drawn), ...diamonds(guesses, axes.top)],
    layout: style.layout(HEIGHT_PX, {
      xaxis: axes.xaxis,
      yaxis: axes.yaxis,
      annotations: names(series, ideals, axes),
      margin: {
        l: 12,
        r: 24 + 7 * Math.max(5, ...series.map((line) => name(line).length)),
        t: 12,
        b: 48,
      },
    }),
    alt: `Curves over the ${x}. ${series.map((line) => sentence(line, scale)).join(" ")}`,
    table: points.map((point) => row(point, scale)),
  };
}

function lines(all: readonly Group[], scale: Scale): Point[][] {
  const series = new Map<string, Group[]>();
  for (const group of all) {
    const { job, way, ...numbers } = group;
    const rest = (["size", "parts", "width"] as const).filter((name) => name !== scale.x);
    const key = JSON.stringify([job, way, ...rest.map((name) => numbers[name])]);
    series.set(key, [...(series.get(key) ?? []), group]);
  }
  return [...series.values()].map((line) => {
    const sorted = line.toSorted((a, b) => a[scale.x] - b[scale.x]);
    return sorted.map((group) => pointOf(group, alone(group, all) ?? sorted[0]!, scale));
  });
}

function pointOf(group: Group, base: Group, { x, times }: Scale): Point {
  const measure = (wall: number) => (times ? base.medianMs / Math.max(wall, 1e-3) : wall);
  const y = times ? speedUp(group, base) : group.medianMs;
  return { group, base, x: group[x], y, repeats: group.sample.map((run) => measure(wallMs(run))) };
}

/** The best that `width` at once can do on so many cores, once for every x. */
function ideal(points: readonly Point[], { times, cores }: Scale): Mark[] {
  const best = new Map<number, number>();
  for (const { x, group, base } of points) {
    const factor = Math.min(group.width, cores);
    const y = times ? factor : base.medianMs / factor;
    best.set(x, (times ? Math.max : Math.min)(best.get(x) ?? y, y));
  }
  const sorted = [...best].sort(([a], [b]) => a - b).map(([x, y]) => ({ x, y }));
  return sorted.length > 1 ? sorted : [];
}

function guessAt({ x, base }: Point, factor: unknown, { times }: Scale): Mark[] {
  if (typeof factor !== "number" || !(factor > 0) || !Number.isFinite(factor)) return [];
  return [{ x, y: times ? factor : base.medianMs / factor }];
}

const UNITS = { width: "parts at once", size: "size of the job", parts: "number of parts" };

/** Axes from zero, logarithmic where the values span decades; a guess may not stretch them. */
function frame(points: readonly Point[], ideals: readonly Mark[], { x, times }: Scale) {
  const xs = [...new Set(points.map((point) => point.x))];
  const ys = [...points.flatMap(({ y, repeats }) => [y, ...repeats]), ...ideals.map(({ y }) => y)];
  const top = Math.max(...ys) * 1.1;
  const [logX, logY] = [spansDecades(xs), !times && spansDecades(ys)];
  const range = (values: readonly number[], log: boolean) =>
    log
      ? [Math.log10(Math.min(...values)) - 0.1, Math.log10(Math.max(...values)) + 0.1]
      : [0, Math.max(...values) * 1.1];
  const ticks = xs.length <= 8 ? { tickvals: xs, ticktext: xs.map(style.count) } : {};
  const common = { automargin: true, zeroline: true };
  const yName = times ? "times as fast" : "wall time, ms";
  const xaxis = {
    ...common,
    title: { text: UNITS[x] },
    type: kind(logX),
    range: range(xs, logX),
    ...ticks,
  };
  const yaxis = { ...common, title: { text: yName }, type: kind(logY), range: range(ys, logY) };
  return { xaxis, yaxis, top };
}

function kind(log: boolean): "log" | "linear" {
  return log ? "log" : "linear";
}

function spansDecades(values: readonly number[]): boolean {
  return Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) >= 30;
}

function dashed(ideals: readonly Mark[]) {
  const line = { dash: "dash", width: 1.5, color: style.GREY };
  const [x, y] = [ideals.map((mark) => mark.x), ideals.map((mark) => style.round(mark.y))];
  return [{ type: "scatter", mode: "lines", name: "ideal", x, y, line, hoverinfo: "skip" }];
}

function drawn(line: readonly Point[]) {
  const { way } = line[0]!.group;
  const [color, symbol] = [style.colorOf(way), style.symbolOf(way)];
  const repeats = line.flatMap(({ x, repeats }) => repeats.map((y) => ({ x, y: style.round(y) })));
  const series = {
    type: "scatter",
    hovertemplate: `${style.plain(name(line))}: %{y} at %{x}<extra></extra>`,
  };
  return [
    {
      ...series,
      mode: "markers",
      name: "repeat",
      x: repeats.map(({ x }) => x),
      y: repeats.map(({ y }) => y),
      marker: { color, size: 5, opacity: 0.6, symbol: "circle-open" },
    },
    {
      ...series,
      mode: "lines+markers",
      name: name(line),
      x: line.map(({ x }) => x),
      y: line.map(({ y }) => style.round(y)),
      line: { color, width: 2 },
      marker: { color, symbol, size: 9 },
    },
  ];
}

function diamonds(guesses: readonly Mark[], top: number) {
  const y = guesses.map((mark) => Math.min(style.round(mark.y), top));
  const marker = {
    symbol: "diamond",
    size: 11,
    color: "#ffffff",
    line: { width: 2, color: style.GREY },
  };
  const text = guesses.map((mark) => (mark.y > top ? "guess ↑" : "guess"));
  return guesses.length === 0
    ? []
    : [
        {
          type: "scatter",
          mode: "markers+text",
          name: "guess",
          text,
          textposition: "bottom center",
          x: guesses.map(({ x }) => x),
          y,
          marker,
          hoverinfo: "skip",
        },
      ];
}

/** The lines' names beside their ends, moved apart where they would stand on each other. */
function names(
  series: readonly Point[][],
  ideals: readonly Mark[],
  { xaxis, yaxis }: ReturnType<typeof frame>,
) {
  const ends = series.map((line) => ({ text: style.plain(name(line)), ...line.at(-1)! }));
  const all = [...ends, ...ideals.slice(-1).map((mark) => ({ text: "ideal", ...mark }))];
  const at = (value: number, { type }: { type: string }) =>
    type === "log" ? Math.log10(value) : value;
  const [low, high] = [yaxis.range[0]!, yaxis.range[1]!];
  const px = (y: number) => ((at(y, yaxis) - low) / (high - low)) * PLOT_PX;
  let lastPx = Number.NEGATIVE_INFINITY;
  return all
    .sort((a, b) => a.y - b.y)
    .map(({ text, x, y }) => {
      lastPx = Math.max(px(y), lastPx + 14);
      return style.words(text, at(x, xaxis), at(y, yaxis), { xshift: 9, yshift: lastPx - px(y) });
    });
}

function name(line: readonly Point[]): string {
  const widths = new Set(line.map(({ group }) => group.width));
  return widths.size > 1 ? line[0]!.group.way : line[0]!.group.label;
}

function title(series: readonly Point[][], scale: Scale): string {
  const best = series.flat().reduce((a, b) => (b.y > a.y ? b : a));
  if (scale.times) {
    const { way, width } = best.group;
    const most = `(ideal: ${Math.min(width, scale.cores)})`;
    return `At best ${style.times(best.y)} times as fast as ${best.base.label}: ${way} at ${scale.x} ${style.count(best.x)} ${most}`;
  }
  const xs = series.flat().map(({ x }) => x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)].map((x) => ({ x, by: fastest(series, x) }));
  if (from!.by === to!.by)
    return `Fastest at ${scale.x} ${style.count(from!.x)} and ${style.count(to!.x)}: ${from!.by}`;
  return `Fastest at ${scale.x} ${style.count(from!.x)}: ${from!.by}; at ${style.count(to!.x)}: ${to!.by}`;
}

function fastest(series: readonly Point[][], x: number): string {
  const here = series.flatMap((line) => line.filter((point) => point.x === x));
  const best = here.reduce((a, b) => (b.y < a.y ? b : a));
  const ties = here.filter((point) => point === best || !apart(point.group, best.group));
  return style.list(ties.map(({ group }) => group.label));
}

function sentence(line: readonly Point[], { times, x }: Scale): string {
  const say = ({ y, x: at }: Point) =>
    `${times ? `${style.times(y)} times as fast` : style.ms(y)} at ${x} ${style.count(at)}`;
  return `${name(line)}: ${line.map(say).join(", ")}.`;
}

function row({ group, base, y, repeats }: Point, { times, x }: Scale): Row {
  return {
    job: group.job,
    way: group.label,
    [x]: group[x],
    "median (ms)": style.round(group.medianMs),
    [times ? "times as fast" : "range (ms)"]: times ? style.times(y) : style.bounds(repeats),
    "compared with": base.label,
    repeats: repeats.length,
  };
}
