import * as style from "./style.js";

/** An axis' kind and range; a logarithmic one counts in powers of ten, as Plotly does. */
export interface Scale {
  readonly type: "linear" | "log";
  readonly range: readonly [number, number];
  /** From one tick to the next; on a logarithmic axis 1 is a power of ten. */
  readonly dtick?: number;
}

/** An axis: the lines of its title, its scale, and ticks if Plotly's own will not do. */
export interface Axis {
  readonly title: readonly string[];
  readonly scale: Scale;
  readonly ticks?: object;
}

/** Medians and, behind them, every run; a line joins the medians. */
export interface Series {
  readonly name: string;
  readonly look: { readonly color: string; readonly symbol: string; readonly dash?: string };
  readonly points: readonly style.Mark[];
  readonly repeats: readonly style.Mark[];
  /** What the mouse is told of a mark, in which `%{x}` and `%{y}` stand for its place. */
  readonly told: string;
}

/** The marks of a series: runs are small open circles, medians larger and filled. */
export function series({ name, look, points, repeats, told }: Series) {
  const { color, symbol, dash = "solid" } = look;
  const plain = style.plain(name);
  const hovertemplate = style.hover(`${plain}: ${told}`);
  const line = { mode: "lines+markers", line: { color, dash, width: 2 }, hovertemplate };
  const open = { color, symbol: "circle-open", size: 6 };
  return [
    style.points("repeat", repeats, open, { hovertemplate }),
    style.points(plain, points, { color, symbol, size: 9 }, line),
  ];
}

/** The right end of a line, where its name stands. */
export function end({ name, points }: Pick<Series, "name" | "points">): Named {
  return { name, ...points.at(-1)! };
}

type Named = style.Mark & { readonly name: string };

const PLOT_PX = 300;
const TOP_PX = 16;

/** The layout of a plot of two axes, with names to the right of some marks. */
export function layout(x: Axis, y: Axis, named: readonly Named[]) {
  const bottomPx = style.axisPx(x.title.length);
  const namePx = 7 * Math.max(...named.map(({ name }) => name.length));
  return style.layout(PLOT_PX + TOP_PX + bottomPx, bottomPx, {
    xaxis: style.axis(x.title, { ...x.scale, ...x.ticks }),
    yaxis: style.axis(y.title, { ...y.scale, ...y.ticks }),
    margin: { l: 12, r: namePx + 16, t: TOP_PX, b: bottomPx },
    annotations: names(named, x.scale, y.scale),
  });
}

/** Values that differ by this factor or more get a logarithmic axis, which has no zero. */
const DECADES = 30;

/** The scale for these values: from zero, unless they span decades. */
export function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0 || high / low < DECADES) return { type: "linear", range: [0, high * 1.08] };
  return { type: "log", range: [Math.log10(low) - 0.1, Math.log10(high) + 0.1], dtick: 1 };
}

/** Ticks at these values, written as "20K" or "10M"; Plotly's own if there are many. */
export function ticks(values: readonly number[]) {
  const { format } = Intl.NumberFormat("en-US", { notation: "compact" });
  return values.length > 7 ? {} : { tickvals: values, ticktext: values.map((at) => format(at)) };
}

/** Ticks at multiples of a power of two, up to six, without the zero: the other axis has one. */
export function multiples(most: number) {
  const step = 2 ** Math.max(0, Math.ceil(Math.log2(most / 6)));
  const count = Math.max(1, Math.floor(most / step));
  return { tickvals: Array.from({ length: count }, (_, i) => (i + 1) * step) };
}

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
