import { round } from "../words/numbers.js";

/**
 * One look for all figures. Only marks have colours here: text, grid and background take theirs from
 * the page in which the figure is drawn.
 */

/** For marks of no way (ideal, guess, event loop): visible on white and on black. */
export const GREY = "#808080";
/** What failed: Okabe and Ito's vermilion. */
export const FAILED = "#d55e00";
/** What lets letters be read on hatching: a shadow in the page's own colour, all around. */
export const HALO = Array.from({ length: 3 }, () => "0 0 2px var(--lab-paper)").join(", ");
export const CLEAR = "rgba(0,0,0,0)";

/**
 * Okabe and Ito's colours, told apart by colour-blind readers; grey stands for their black. The
 * queue's is the purple of Paul Tol's bright ones.
 */
const LOOKS = new Map([
  ["single", { color: "#8c8c8c", symbol: "circle" }],
  ["async", { color: "#e69f00", symbol: "square" }],
  ["worker", { color: "#0072b2", symbol: "triangle-up" }],
  ["process", { color: "#009e73", symbol: "triangle-down" }],
  ["queue", { color: "#aa3377", symbol: "cross" }],
  ["python", { color: "#cc79a7", symbol: "pentagon" }],
  ["python threads", { color: "#d55e00", symbol: "star" }],
  ["python processes", { color: "#56b4e9", symbol: "hexagon" }],
]);

/** Colour and point symbol of a way, the same in the whole course. */
export function lookOf(way: string): { color: string; symbol: string } {
  return LOOKS.get(way) ?? { color: GREY, symbol: "circle" };
}

/** A colour like `#0072b2`, as transparent as `alpha` (from 0 to 1) says. */
export function pale(color: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/** Text that Plotly must not read as its small HTML. */
export function plain(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** The label of a way beside its marks; a long one on two lines. */
export function label(text: string): string {
  return plain(text).replace(/ (?=threads|processes|\()/, "<br>");
}

/** Plotly's layout, without a legend and without colours of the page. */
export function layout<T extends object>(height: number, bottomPx: number, more: T) {
  // Arial or what has its widths: in a narrow window a wider font would not fit.
  const font = { family: "Arial, 'Liberation Sans', Helvetica, Arimo, sans-serif", size: 12 };
  const margin = { l: 12, r: 12, t: 8, b: bottomPx, pad: 3 };
  const quiet = { showlegend: false, hovermode: "closest", barmode: "overlay" };
  return { height, font, margin, ...quiet, ...more };
}

/** Pixels for an axis with a title of so many lines. */
export function axisPx(lines: number): number {
  return 28 + 16 * lines;
}

/** An axis with a title; the lines after the first say how the marks are read. */
export function axis<T extends object>(title: readonly string[], more: T) {
  const font = { size: 12 };
  const lines = { text: title.join("<br>"), standoff: 8, font };
  return { title: lines, automargin: true, separatethousands: true, ...more };
}

/** Of an axis whose lines would cross out words, and which Plotly draws or forgets at random. */
export const NO_LINES = { zeroline: false, showgrid: false };

/** A y axis that counts pixels from the top, so that every row is as high, few rows or many. */
export function pixelAxis(heightPx: number, ticks: readonly { yPx: number; text: string }[]) {
  return {
    range: [heightPx, 0],
    tickvals: ticks.map((tick) => tick.yPx),
    ticktext: ticks.map((tick) => tick.text),
    fixedrange: true,
    ...NO_LINES,
    automargin: true,
  };
}

/** Words in the plot that begin at x. */
export function words(text: string, x: number, y: number, more: object = {}) {
  const place = { xanchor: "left", yanchor: "middle", align: "left", showarrow: false };
  return { text, x, y, ...place, ...more };
}

/** What the mouse is told of a mark; without this, Plotly adds the name of the trace. */
export function hover(text: string): string {
  return `${text}<extra></extra>`;
}

/** Where something is drawn, on the figure's axes. */
export interface Mark {
  readonly x: number;
  readonly y: number;
}

/** Marks as Plotly wants them: a list per axis. */
export function xy(marks: readonly Mark[]) {
  return { x: marks.map(({ x }) => round(x, 5)), y: marks.map(({ y }) => round(y, 5)) };
}

/** Points without a line. */
export function points(name: string, marks: readonly Mark[], marker: object, more: object = {}) {
  const kind = { type: "scatter", mode: "markers", cliponaxis: false };
  return { ...kind, name, ...xy(marks), marker, ...more };
}

/** A cross: something failed, or was refused. */
export const CROSS = { symbol: "x", size: 11, color: FAILED, line: { width: 1, color: "#ffffff" } };

/** A line without points; the mouse is told nothing of it. */
export function line(name: string, marks: readonly Mark[], look: object, more: object = {}) {
  return points(name, marks, {}, { mode: "lines", line: look, hoverinfo: "skip", ...more });
}

/** What is ideal: a dashed line. */
export function ideal(name: string, marks: readonly Mark[]) {
  return line(name, marks, { dash: "dash", color: GREY });
}

/** The reader's guesses: diamonds with a word beside them. */
export function diamonds(marks: readonly (Mark & { text: string; side: string })[]) {
  const marker = { symbol: "diamond", size: 11, color: "#ffffff", line: { width: 2, color: GREY } };
  return points("guess", marks, marker, {
    mode: "markers+text",
    text: marks.map(({ text, side }) => (side.endsWith("center") ? text : `\u00a0${text}\u00a0`)),
    textposition: marks.map(({ side }) => side),
    hoverinfo: "skip",
  });
}
