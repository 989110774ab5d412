import * as style from "./style.js";

/** An axis' kind and range, in powers of ten where it is logarithmic, as Plotly wants it. */
export interface Scale {
  readonly type: "linear" | "log";
  readonly range: readonly [number, number];
  /** From one tick to the next; on a logarithmic axis 1 is a power of ten. */
  readonly dtick?: number;
}

/** An axis: its title, line by line, its scale, and ticks where Plotly's own would not do. */
export interface Axis {
  readonly title: readonly string[];
  readonly scale: Scale;
  readonly ticks?: object;
}

/** The layout of a plot of two axes, with names right of some marks. */
export function layout(
  plotPx: number,
  x: Axis,
  y: Axis,
  named: readonly (style.Mark & { name: string })[],
) {
  const bottomPx = style.axisPx(x.title.length);
  const namePx = 7 * Math.max(...named.map(({ name }) => name.length));
  return style.layout(plotPx + TOP_PX + bottomPx, bottomPx, {
    xaxis: style.axis(x.title, { ...x.scale, ...x.ticks }),
    yaxis: style.axis(y.title, { ...y.scale, ...y.ticks }),
    margin: { l: 12, r: namePx + 16, t: TOP_PX, b: bottomPx },
    annotations: names(named, x.scale, y.scale, plotPx),
  });
}

const TOP_PX = 16;

/** Values span decades from here: then a logarithmic axis, which has no zero. */
const DECADES = 30;

/** The scale for some values: from zero, unless they span decades. */
export function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0 || high / low < DECADES) return { type: "linear", range: [0, high * 1.08] };
  return { type: "log", range: [Math.log10(low) - 0.1, Math.log10(high) + 0.1], dtick: 1 };
}

/** A value within the scale, or its nearest end; a little inside, as Plotly hides what is outside. */
export function within({ type, range: [low, high] }: Scale, value: number): number {
  const inset = 0.01 * (high - low);
  const ends = [low + inset, high - inset];
  const [least, most] = type === "log" ? ends.map((power) => 10 ** power) : ends;
  return Math.max(least!, Math.min(value, most!));
}

/** Ticks at these values, as "20K" and "10M": axes have little room. Many values: Plotly's own. */
export function ticks(values: readonly number[]) {
  const { format } = Intl.NumberFormat("en-US", { notation: "compact" });
  return values.length > 7 ? {} : { tickvals: values, ticktext: values.map((at) => format(at)) };
}

/** Height of a line of text; the lowest name stays half of it above the axis' own texts. */
const LINE_PX = 14;

/** Names right of their marks, moved apart where they would stand on each other or on the axis. */
function names(
  marks: readonly (style.Mark & { name: string })[],
  x: Scale,
  y: Scale,
  plotPx: number,
) {
  const at = (value: number, { type }: Scale) => (type === "log" ? Math.log10(value) : value);
  const [low, high] = y.range;
  const sorted = marks.toSorted((a, b) => b.y - a.y);
  const marksPx = sorted.map((mark) => ((at(mark.y, y) - low) / (high - low)) * plotPx);
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
