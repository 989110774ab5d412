import type { Figure } from "./figure.js";
import * as style from "./style.js";

/** Medians and, behind them, every run; a line joins the medians. */
export interface Series {
  readonly name: string;
  readonly look: { readonly color: string; readonly symbol: string; readonly dash?: string };
  readonly points: readonly style.Mark[];
  readonly repeats: readonly style.Mark[];
  /** A dotted line that goes further than what was measured. */
  readonly model?: readonly style.Mark[] | undefined;
  /** What the mouse is told of a mark, in which `%{x}` and `%{y}` stand for its place. */
  readonly told: string;
}

/** What a plot shows beside its series. */
export interface Plot extends Pick<Figure, "title" | "table"> {
  readonly series: readonly Series[];
  /** What would be ideal: a dashed line. */
  readonly ideal?: Pick<Series, "name" | "points"> | undefined;
  /** The lines of the x axis' title, its ticks if Plotly's own will not do, and the y axis' title. */
  readonly x: readonly string[];
  readonly ticks?: object;
  readonly y: string;
  /** Whether both axes begin at zero, even if values span decades. */
  readonly fromZero?: boolean;
  /** The series in words. */
  readonly sentences: readonly string[];
}

const PLOT_PX = 300;
const TOP_PX = 16;

/** A plot of two axes; the name of each line stands at its right end. */
export function plot({
  series,
  ideal,
  x,
  ticks,
  y,
  fromZero,
  title,
  sentences,
  table,
}: Plot): Figure {
  const ideals = ideal ? [ideal] : [];
  const lines = [
    ...series.map(({ name, points, model }) => ({ name, points: model ?? points })),
    ...ideals,
  ];
  const named = lines.map(({ name, points }) => ({ name, ...points.at(-1)! }));
  const marks = [
    ...lines.flatMap(({ points }) => points),
    ...series.flatMap(({ repeats }) => repeats),
  ];
  const zero = fromZero ? [0] : [];
  const xScale = scaleOf([...zero, ...marks.map((mark) => mark.x)]);
  const yScale = scaleOf([...zero, ...marks.map((mark) => mark.y)]);
  const bottomPx = style.axisPx(x.length);
  const namePx = 7 * Math.max(...named.map(({ name }) => name.length));
  return {
    title,
    data: [...ideals.map((it) => style.ideal(it.name, it.points)), ...series.flatMap(tracesOf)],
    layout: style.layout(PLOT_PX + TOP_PX + bottomPx, bottomPx, {
      xaxis: style.axis(x, { ...xScale, ...ticks }),
      yaxis: style.axis([y], yScale),
      margin: { l: 12, r: namePx + 16, t: TOP_PX, b: bottomPx },
      annotations: names(named, xScale, yScale),
    }),
    alt: [`${title}.`, ...sentences].join(" "),
    table,
  };
}

/** The marks of a series: runs are small open circles, medians larger and filled. */
function tracesOf({ name, look, points, repeats, model, told }: Series) {
  const { color, symbol, dash = "solid" } = look;
  const plain = style.plain(name);
  const hovertemplate = style.hover(`${plain}: ${told}`);
  const line = { mode: "lines+markers", line: { color, dash, width: 2 }, hovertemplate };
  const open = { color, symbol: "circle-open", size: 6 };
  return [
    ...(model ? [style.line("model", model, { color, dash: "dot" })] : []),
    style.points("repeat", repeats, open, { hovertemplate }),
    style.points(plain, points, { color, symbol, size: 9 }, line),
  ];
}

/** An axis' kind and range; a logarithmic one counts in powers of ten, as Plotly does. */
interface Scale {
  readonly type: "linear" | "log";
  readonly range: readonly [number, number];
  /** From one tick to the next; on a logarithmic axis 1 is a power of ten. */
  readonly dtick?: number;
}

/** Values that differ by this factor or more get a logarithmic axis, which has no zero. */
const DECADES = 30;

/** The scale for these values: from zero, unless they span decades. */
function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0 || high / low < DECADES) return { type: "linear", range: [0, high * 1.08] };
  return { type: "log", range: [Math.log10(low) - 0.1, Math.log10(high) + 0.1], dtick: 1 };
}

/** Ticks at these values, written as "20K" or "10M"; Plotly's own if there are many. */
export function ticks(values: readonly number[]) {
  const { format } = Intl.NumberFormat("en-US", { notation: "compact" });
  return values.length > 7 ? {} : { tickvals: values, ticktext: values.map((at) => format(at)) };
}

type Named = style.Mark & { readonly name: string };

/** Height of a line of text; the lowest name stays half a line above the axis. */
const LINE_PX = 14;

/** Names to the right of their marks, moved apart if they would stand on each other or the axis. */
function names(marks: readonly Named[], x: Scale, y: Scale) {
  const at = (value: number, { type }: Scale) => (type === "log" ? Math.log10(value) : value);
  const [low, high] = y.range;
  const sorted = marks.toSorted((a, b) => b.y - a.y);
  const marksPx = sorted.map((mark) => ((at(mark.y, y) - low) / (high - low)) * PLOT_PX);
  const namesPx = apart(marksPx);
  return sorted.map((mark, i) => {
    const shift = { xshift: 9, yshift: namesPx[i]! - marksPx[i]! };
    return style.words(style.plain(mark.name), at(mark.x, x), at(mark.y, y), shift);
  });
}

/** Heights, the highest first, moved down until they are a line apart, and up from the axis. */
function apart(heightsPx: readonly number[]): number[] {
  const moved: number[] = [];
  for (const px of heightsPx) moved.push(Math.min(px, (moved.at(-1) ?? Infinity) - LINE_PX));
  let floorPx = LINE_PX / 2;
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.max(moved[i]!, floorPx);
    floorPx = moved[i]! + LINE_PX;
  }
  return moved;
}
