import { growth, METHODS, type Method, type Move, medians } from "../experiments/moving/move.js";
import { mustHold } from "../lab/arguments.js";
import * as words from "../words/figures/cost.js";
import * as say from "../words/numbers.js";
import type { Figure } from "./figure.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** The colour says where to, as in all figures; line and symbol say how. */
const LOOKS = {
  clone: { to: "worker", dash: "solid", symbol: "triangle-up" },
  transfer: { to: "worker", dash: "dash", symbol: "square" },
  shared: { to: "worker", dash: "dot", symbol: "circle" },
  process: { to: "process", dash: "solid", symbol: "triangle-down" },
  json: { to: "process", dash: "dash", symbol: "x" },
} as const;

/** The medians of one method, from left to right, and every round trip. */
interface Line extends plane.Series {
  readonly method: Method;
}

/**
 * What it costs to move bytes there and back: time over bytes, a line per method, every one a
 * point.
 * @throws {TypeError | RangeError} if there are no moves.
 */
export function cost(moves: readonly Move[]): Figure {
  mustHold(moves, "Cannot draw the cost", "'moves' must hold a move or more");
  const lines = METHODS.map((method) => lineOf(method, moves)).filter((it) => it.points.length > 0);
  return plane.plot({
    title: message(moves, lines),
    series: lines,
    x: [words.axes.bytes, ...words.key],
    ticks: ticks(lines.flatMap((line) => line.repeats)),
    y: words.axes.ms,
    sentences: lines.map(words.sentence),
    table: lines.flatMap(rows),
  });
}

function lineOf(method: Method, moves: readonly Move[]): Line {
  const { to, dash, symbol } = LOOKS[method];
  const name = words.methods[method];
  const mark = ({ bytes, ms }: { bytes: number; ms: number }) => ({ x: bytes, y: ms });
  return {
    ...{ method, name, look: { ...style.lookOf(to), dash, symbol }, told: words.hover },
    points: medians(moves, method).map(mark),
    repeats: moves.filter((move) => move.method === method).map(mark),
  };
}

/** A tick at every number of bytes, or at every other one if there are many. */
function ticks(repeats: readonly style.Mark[]) {
  const all = [...new Set(repeats.map(({ x }) => x))].sort((a, b) => a - b);
  const tickvals = all.filter((_, i) => all.length < 6 || i % 2 === 0);
  return { tickvals, ticktext: tickvals.map(say.bytes) };
}

/** How much longer the most bytes take, with each method that moved as many. */
function message(moves: readonly Move[], lines: readonly Line[]): string {
  const all = lines.map(({ method }) => ({ method, ...growth(moves, method)! }));
  const most = Math.max(...all.map(({ toBytes }) => toBytes));
  const largest = all.filter(({ toBytes }) => toBytes === most);
  return words.title(largest[0]!.fromBytes, most, largest);
}

function rows({ name, points, repeats }: Line) {
  return points.map(({ x, y }) => {
    const sample = repeats.filter((repeat) => repeat.x === x).map((repeat) => repeat.y);
    return words.row(name, x, y, sample);
  });
}
