import * as style from "./style.js";

/** An axis' kind and range, in powers of ten where it is logarithmic, as Plotly wants it. */
export interface Scale {
  readonly type: "linear" | "log";
  readonly range: readonly [number, number];
  /** On a logarithmic axis a tick at each power of ten. */
  readonly dtick?: number;
}

/** Values span decades from here: then a logarithmic axis, which has no zero. */
const DECADES = 30;

/** The scale for some values: from zero, unless they span decades. */
export function scaleOf(values: readonly number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low <= 0 || high / low < DECADES) return { type: "linear", range: [0, high * 1.08] };
  return { type: "log", range: [Math.log10(low) - 0.1, Math.log10(high) + 0.1], dtick: 1 };
}

/** A value within the scale: its nearest end where it is outside. */
export function within({ type, range }: Scale, value: number): number {
  const [low, high] = type === "log" ? range.map((power) => 10 ** power) : range;
  return Math.max(low!, Math.min(value, high!));
}

/** Ticks at these values, as "20K" and "10M": axes have little room. Many values: Plotly's own. */
export function ticks(values: readonly number[]) {
  const { format } = Intl.NumberFormat("en-US", { notation: "compact" });
  return values.length > 7 ? {} : { tickvals: values, ticktext: values.map((at) => format(at)) };
}

/** Names right of their marks, moved apart where they would stand on each other. */
export function names(
  marks: readonly (style.Mark & { name: string })[],
  { x, y, plotPx }: { x: Scale; y: Scale; plotPx: number },
) {
  const at = (value: number, { type }: Scale) => (type === "log" ? Math.log10(value) : value);
  const [low, high] = y.range;
  let lastPx = Number.POSITIVE_INFINITY;
  return marks
    .toSorted((a, b) => b.y - a.y)
    .map((mark) => {
      const px = ((at(mark.y, y) - low) / (high - low)) * plotPx;
      lastPx = Math.min(px, lastPx - 14);
      const shift = { xshift: 9, yshift: lastPx - px };
      return style.words(style.plain(mark.name), at(mark.x, x), at(mark.y, y), shift);
    });
}
