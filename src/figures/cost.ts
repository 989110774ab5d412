import { growth, METHODS, type Method, type Move, medians } from "../experiments/moving/move.js";
import { mustHold } from "../lab/arguments.js";
import type { Figure, Row } from "./figure.js";
import * as say from "./numbers.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link cost} may be told. */
export interface CostOptions {
  /** How many times as long the most bytes take as 1,024 times fewer: `{ clone: 1000 }`. */
  readonly guess?: Readonly<Record<string, unknown>>;
}

/** Colour says where to, as in all figures; line and symbol say how. */
const LOOKS = {
  clone: { name: "clone", to: "worker", dash: "solid", symbol: "triangle-up" },
  transfer: { name: "transfer", to: "worker", dash: "dash", symbol: "square" },
  shared: { name: "shared memory", to: "worker", dash: "dot", symbol: "circle" },
  process: { name: "process", to: "process", dash: "solid", symbol: "triangle-down" },
  json: { name: "JSON", to: "process", dash: "dash", symbol: "x" },
} as const;

const PLOT_PX = 340;
const KEY = ["filled: median · hollow: repeats", "blue: to a worker · green: to a process"];

/** The medians of one method, from left to right, and every repeat. */
interface Line {
  readonly method: Method;
  readonly points: readonly style.Mark[];
  readonly repeats: readonly style.Mark[];
}

/**
 * What it costs to move bytes there and back: cost over bytes, a line per method, every repeat a
 * point, the guess a diamond.
 * @throws {TypeError | RangeError} where there are no moves.
 */
export function cost(moves: readonly Move[], { guess = {} }: CostOptions = {}): Figure {
  mustHold(moves, "Cannot draw the cost", "'moves' must hold a move or more");
  const mark = ({ bytes, ms }: { bytes: number; ms: number }) => ({ x: bytes, y: ms });
  const lines = METHODS.map((method): Line => {
    const its = moves.filter((move) => move.method === method);
    return { method, points: medians(moves, method).map(mark), repeats: its.map(mark) };
  }).filter(({ points }) => points.length > 0);
  const repeats = lines.flatMap((line) => line.repeats);
  const x = plane.scaleOf(repeats.map((at) => at.x));
  const y = plane.scaleOf(repeats.map((at) => at.y));
  const names = lines.map(({ method, points }) => ({
    name: LOOKS[method].name,
    ...points.at(-1)!,
  }));
  const title = message(moves, lines);
  return {
    title,
    data: [...lines.flatMap(drawn), style.diamonds(guessed(moves, lines, guess, y))],
    layout: plane.layout(
      PLOT_PX,
      { title: ["how many bytes go there and come back", ...KEY], scale: x, ticks: ticks(repeats) },
      { title: ["ms, there and back"], scale: y },
      names,
    ),
    alt: `${title}. ${lines.map(sentence).join(" ")}`,
    table: lines.flatMap(rows),
  };
}

/** A tick at every number of bytes, or at every other one where there are many. */
function ticks(repeats: readonly style.Mark[]) {
  const all = [...new Set(repeats.map(({ x }) => x))].sort((a, b) => a - b);
  const tickvals = all.filter((_, i) => all.length < 6 || i % 2 === 0);
  return { tickvals, ticktext: tickvals.map(bytes) };
}

function drawn({ method, points, repeats }: Line) {
  const { name, to, dash, symbol } = LOOKS[method];
  const { color } = style.lookOf(to);
  const hovertemplate = `${name}: %{y} ms<extra></extra>`;
  const line = { mode: "lines+markers", line: { color, dash, width: 2 }, hovertemplate };
  const small = { color, symbol: "circle-open", size: 5, opacity: 0.5 };
  return [
    style.points("repeat", repeats, small, { hovertemplate }),
    style.points(name, points, { color, symbol, size: 9 }, line),
  ];
}

function guessed(
  moves: readonly Move[],
  lines: readonly Line[],
  guess: Readonly<Record<string, unknown>>,
  scale: plane.Scale,
) {
  return lines.flatMap(({ method }) => {
    const factor = style.positive(guess[method]);
    const grown = growth(moves, method);
    if (!factor || !grown) return [];
    const text = `guess: ${method} ${say.times(factor)} ×`;
    const y = plane.within(scale, grown.fromMs * factor);
    return [{ x: grown.toBytes, y, text, side: "middle left" }];
  });
}

/** The message: how much longer the most bytes take, for all that moved as many. */
function message(moves: readonly Move[], lines: readonly Line[]): string {
  const all = lines.map(({ method }) => ({ method, ...growth(moves, method)! }));
  const most = Math.max(...all.map(({ toBytes }) => toBytes));
  const largest = all.filter(({ toBytes }) => toBytes === most);
  const { fromBytes } = largest[0]!;
  const says = largest.map(
    ({ method, factor }) => `${LOOKS[method].name} ${say.times(factor)} times`,
  );
  return `From ${bytes(fromBytes)} to ${bytes(most)} the time grows: ${say.list(says)}`;
}

/** 65,536 as "64 KB": a thousand is 1,024 here, as in most programs. */
function bytes(count: number): string {
  const power = Math.min(2, Math.floor(Math.log2(count) / 10));
  return `${say.round(count / 1024 ** power)} ${["B", "KB", "MB"][power]}`;
}

function sentence({ method, points }: Line): string {
  const says = points.map(({ x, y }) => `${say.ms(y)} for ${bytes(x)}`);
  return `${LOOKS[method].name}: ${says.join(", ")}.`;
}

function rows({ method, points, repeats }: Line): Row[] {
  return points.map(({ x, y }) => {
    const sample = repeats.filter((repeat) => repeat.x === x).map((repeat) => repeat.y);
    return {
      method: LOOKS[method].name,
      size: bytes(x),
      "median (ms)": say.round(y),
      "range (ms)": say.bounds(sample),
      repeats: sample.length,
    };
  });
}
