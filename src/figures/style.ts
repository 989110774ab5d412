import type { Row } from "./figure.js";

/**
 * One look for all figures. Marks have colours, the page has not: what is text, grid or background
 * gets its colour from the page in which the figure is drawn.
 */
export const FONT = { family: "system-ui, 'Segoe UI', Roboto, Arial, sans-serif", size: 12 };

/** For marks of no particular way (ideal, median, event loop): readable on white and on black. */
export const GREY = "#808080";

/** Okabe and Ito's colours, told apart by colour-blind readers; grey stands for their black. */
const COLORS = new Map([
  ["single", "#8c8c8c"],
  ["async", "#e69f00"],
  ["worker", "#0072b2"],
  ["process", "#009e73"],
  ["python", "#cc79a7"],
  ["python threads", "#d55e00"],
  ["python processes", "#56b4e9"],
]);

const SYMBOLS = ["circle", "square", "triangle-up", "cross", "x", "star", "pentagon"];

/** The colour of a way, the same in the whole course; `alpha` from 0 to 1. */
export function colorOf(way: string, alpha = 1): string {
  const hex = COLORS.get(way) ?? GREY;
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return alpha === 1 ? hex : `rgba(${r},${g},${b},${alpha})`;
}

/** The point symbol of a way, so that curves differ without their colours too. */
export function symbolOf(way: string): string {
  return SYMBOLS[[...COLORS.keys()].indexOf(way)] ?? "circle";
}

/** A factor in words: 1.93 is "1.9", 31.4 is "31", 0.042 is "0.04". */
export function times(factor: number): string {
  if (factor >= 9.95) return count(factor);
  return factor.toFixed(factor < 0.095 ? 2 : 1);
}

/** Milliseconds with two digits or more: 268.4 is "268 ms", 2.684 is "2.7 ms". */
export function ms(duration: number): string {
  return `${duration >= 9.95 ? count(duration) : Number(duration.toPrecision(2))} ms`;
}

/** A whole number as people write it: "10,000,000". */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Three digits are enough for a table and for a mark. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** "a", "a and b", "a, b and c". */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Text that Plotly must not read as its small HTML. */
export function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Plotly's layout: no legend, no page colours; a drag moves the page until a tool is chosen. */
export function layout<T extends object>(height: number, axes: T) {
  return {
    height,
    font: FONT,
    margin: { l: 12, r: 12, t: 8, b: 40 },
    showlegend: false,
    barmode: "overlay",
    hovermode: "closest",
    dragmode: false,
    ...axes,
  };
}

/** A time axis from zero; `lines` under its name say how the marks are read. */
export function timeAxis(name: string, toMs: number, lines: readonly string[] = []) {
  const title = [name, ...lines].join("<br>");
  return {
    title: { text: title, standoff: 8 },
    range: [0, toMs > 0 ? toMs : 1],
    zeroline: true,
    nticks: 7,
    automargin: true,
  };
}

/** Pixels that a time axis and its title of so many lines need below the plot. */
export function axisPx(lines: number): number {
  return 32 + 16 * lines;
}

/** A y axis counted in pixels from the top: a row keeps its height whatever their number. */
export function pixelAxis(heightPx: number, ticks: readonly { yPx: number; text: string }[]) {
  return {
    range: [heightPx, 0],
    tickvals: ticks.map((tick) => tick.yPx),
    ticktext: ticks.map((tick) => tick.text),
    fixedrange: true,
    zeroline: false,
    showgrid: false,
    automargin: true,
  };
}

/** Words in the plot, at a time and a height in pixels; they begin there unless told otherwise. */
export function words(text: string, x: number, yPx: number, more: object = {}) {
  return { text, x, y: yPx, xanchor: "left", yanchor: "middle", showarrow: false, ...more };
}

/** Bounds of a sample for a table: "250–300". */
export function bounds(sample: readonly number[]): string {
  return `${round(Math.min(...sample))}–${round(Math.max(...sample))}`;
}

/** The rows without the columns that say the same in all of them, such as the only job. */
export function without(rows: readonly Row[], columns: readonly string[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))),
  );
}
