import { growth, medians } from "../growth.js";
import type { Move } from "../moving.js";
import { MEANS, type Means } from "../partners.js";
import type { Figure, Row } from "./figure.js";
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
  json: { name: "process, JSON", to: "process", dash: "dash", symbol: "x" },
} as const;

const PLOT_PX = 340;

/** The medians of one means, from left to right, and every repeat. */
interface Line {
  readonly means: Means;
  readonly points: readonly style.Mark[];
  readonly repeats: readonly style.Mark[];
}

/**
 * What it costs to move bytes there and back: cost over bytes, both logarithmic, a line per means,
 * every repeat a point, the guess a diamond.
 * @throws {RangeError} where there are no moves.
 */
export function cost(moves: readonly Move[], { guess = {} }: CostOptions = {}): Figure {
  if (moves.length === 0) {
    throw new RangeError("Cannot draw the cost as 'moves' must hold one or more: []");
  }
  const lines = MEANS.filter((means) => moves.some((move) => move.means === means)).map(
    (means): Line => ({
      means,
      points: medians(moves, means).map(({ bytes, ms }) => ({ x: bytes, y: ms })),
      repeats: moves
        .filter((move) => move.means === means)
        .map(({ bytes, ms }) => ({ x: bytes, y: ms })),
    }),
  );
  const frame = frameOf(lines);
  const title = message(moves, lines);
  return {
    title,
    data: [...lines.flatMap(drawn), style.diamonds(guessed(moves, lines, guess, frame))],
    layout: style.layout(PLOT_PX + 80, 64, {
      ...frame,
      margin: { l: 12, r: 108, t: 16, b: 64 },
      annotations: names(lines, frame),
    }),
    alt: `${title}. ${lines.map(sentence).join(" ")}`,
    table: lines.flatMap(rows),
  };
}

type Frame = ReturnType<typeof frameOf>;

function frameOf(lines: readonly Line[]) {
  const all = lines.flatMap(({ repeats }) => repeats);
  const range = (values: readonly number[]) => [
    Math.log10(Math.min(...values)) - 0.1,
    Math.log10(Math.max(...values)) + 0.1,
  ];
  const xs = [...new Set(all.map(({ x }) => x))].sort((a, b) => a - b);
  const ticks = xs.filter((_, i) => xs.length < 6 || i % 2 === 0);
  const size = "how many bytes go there and come back";
  const key = "filled: median · hollow: repeats · blue: to a worker · green: to a process";
  return {
    xaxis: style.axis([size, key], {
      type: "log",
      range: range(xs),
      tickvals: ticks,
      ticktext: ticks.map(bytes),
    }),
    yaxis: style.axis(["ms, there and back"], {
      type: "log",
      range: range(all.map(({ y }) => y)),
      dtick: 1,
    }),
  };
}

function drawn({ means, points, repeats }: Line) {
  const { name, to, dash, symbol } = LOOKS[means];
  const { color } = style.lookOf(to);
  const hovertemplate = `${name}: %{y} ms<extra></extra>`;
  const line = { mode: "lines+markers", line: { color, dash, width: 2 }, hovertemplate };
  const small = { color, symbol: "circle-open", size: 5, opacity: 0.5 };
  return [
    style.points("repeat", repeats, small, { hovertemplate }),
    style.points(name, points, { color, symbol, size: 9 }, line),
  ];
}

/** The lines' names beside their ends, moved apart where they would stand on each other. */
function names(lines: readonly Line[], { yaxis: { range } }: Frame) {
  const [low = 0, high = 1] = range;
  const ends = lines.map(({ means, points }) => ({ means, ...points.at(-1)! }));
  const lastPx = new Map<number, number>();
  return ends
    .sort((a, b) => b.y - a.y)
    .map(({ means, x, y }) => {
      const px = ((Math.log10(y) - low) / (high - low)) * PLOT_PX;
      const free = Math.min(px, (lastPx.get(x) ?? Number.POSITIVE_INFINITY) - 14);
      lastPx.set(x, free);
      const { name } = LOOKS[means];
      return style.words(name, Math.log10(x), Math.log10(y), { xshift: 9, yshift: free - px });
    });
}

function guessed(
  moves: readonly Move[],
  lines: readonly Line[],
  guess: Readonly<Record<string, unknown>>,
  { yaxis: { range } }: Frame,
) {
  const [low, high] = range.map((power) => 10 ** power);
  return lines.flatMap(({ means }) => {
    const factor = style.positive(guess[means]);
    const grown = growth(moves, means);
    if (!factor || !grown) return [];
    const y = Math.max(low!, Math.min(grown.fromMs * factor, high!));
    const text = `guess: ${means} ${style.times(factor)} ×`;
    return [{ x: grown.toBytes, y, text, side: "middle left" }];
  });
}

/** The message: how much longer the most bytes take, for all that moved as many. */
function message(moves: readonly Move[], lines: readonly Line[]): string {
  const all = lines.map(({ means }) => ({ means, ...growth(moves, means)! }));
  const most = Math.max(...all.map(({ toBytes }) => toBytes));
  const largest = all.filter(({ toBytes }) => toBytes === most);
  const { fromBytes } = largest[0]!;
  const says = largest.map(
    ({ means, factor }) => `${LOOKS[means].name} ${style.times(factor)} times`,
  );
  return `From ${bytes(fromBytes)} to ${bytes(most)} the time grows: ${style.list(says)}`;
}

/** 65,536 as "64 KB": a thousand is 1,024 here, as in most programs. */
function bytes(count: number): string {
  const power = Math.min(2, Math.floor(Math.log2(count) / 10));
  return `${style.round(count / 1024 ** power)} ${["B", "KB", "MB"][power]}`;
}

function sentence({ means, points }: Line): string {
  const says = points.map(({ x, y }) => `${style.ms(y)} for ${bytes(x)}`);
  return `${LOOKS[means].name}: ${says.join(", ")}.`;
}

function rows({ means, points, repeats }: Line): Row[] {
  return points.map(({ x, y }) => {
    const sample = repeats.filter((repeat) => repeat.x === x).map((repeat) => repeat.y);
    return {
      means: LOOKS[means].name,
      size: bytes(x),
      "median (ms)": style.round(y),
      "range (ms)": style.bounds(sample),
      repeats: sample.length,
    };
  });
}
