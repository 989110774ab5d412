import { median, type Run, wallMs } from "../lab/run.js";
import type { Figure, Row } from "./figure.js";
import { type Group, gather, groups } from "./groups.js";
import * as say from "./numbers.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** The calls of one function, in their order: how long each took, as a multiple of the usual one. */
interface Line {
  readonly group: Group;
  readonly usualMs: number;
  readonly points: readonly style.Mark[];
  readonly repeats: readonly style.Mark[];
}

const PLOT_PX = 260;
const SYMBOLS = ["circle", "square", "diamond", "triangle-up"];
const DASHES = ["solid", "dot"] as const;

/**
 * How long the first call of a function took, the second, and so on: a line per job, the quickest
 * where there are several calls of that number, every one a point. Usual is the median along the
 * line. The number of a call is its `round`.
 * @throws {RangeError} where there are no runs.
 */
export function calls(runs: readonly Run[]): Figure {
  const lines = groups("draw calls", runs).map(lineOf);
  const all = lines.flatMap(({ repeats }) => repeats);
  const last = Math.max(...all.map(({ x }) => x));
  const x = { type: "linear", range: [0.5, last + 0.5], dtick: 1 } as const;
  const y = plane.scaleOf(all.map((mark) => mark.y));
  const named = lines.map(({ group, points }, nth) => {
    return {
      name: `${group.job} (${dashOf(nth) === "dot" ? "dotted" : "solid"})`,
      ...points.at(-1)!,
    };
  });
  const title = message(lines);
  return {
    title,
    data: lines.flatMap(drawn),
    layout: plane.layout(
      PLOT_PX,
      { title: ["number of the call"], scale: x },
      { title: ["times the usual call"], scale: y },
      named,
    ),
    alt: `${title}. ${lines.map(sentence).join(" ")}`,
    table: lines.flatMap(rows),
  };
}

function lineOf(group: Group): Line {
  const all = group.sample.map((run) => ({ x: run.round + 1, y: wallMs(run) }));
  // Another program can only make a call slower.
  const quickest = gather(all, ({ x }) => [x]).map((same) => {
    return { x: same[0]!.x, y: Math.min(...same.map(({ y }) => y)) };
  });
  const usualMs = median(quickest.map(({ y }) => y));
  const scaled = ({ x, y }: style.Mark) => ({ x, y: y / usualMs });
  const points = quickest.map(scaled).sort((a, b) => a.x - b.x);
  return { group, usualMs, repeats: all.map(scaled), points };
}

function drawn({ group, points, repeats }: Line, nth: number) {
  const { color } = style.lookOf(group.way);
  const symbol = SYMBOLS[nth % SYMBOLS.length]!;
  const hovertemplate = `${style.plain(group.job)}, call %{x}: %{y} times the usual<extra></extra>`;
  const line = { color, width: 2, dash: dashOf(nth) };
  return [
    style.points("call", repeats, { color, symbol, size: 5, opacity: 0.5 }, { hoverinfo: "skip" }),
    style.points(
      group.job,
      points,
      { color, symbol, size: 9 },
      {
        mode: "lines+markers",
        line,
        hovertemplate,
      },
    ),
  ];
}

function dashOf(nth: number) {
  return DASHES[nth % DASHES.length]!;
}

function message(lines: readonly Line[]): string {
  const firsts = lines.map(({ group, points }) => `${group.job}: ${say.times(points[0]!.y)}`);
  return `The first call, times the usual call – ${firsts.join("; ")}`;
}

function sentence({ group, points }: Line): string {
  return `${group.job}: ${points.map(({ y }) => say.times(y)).join(", ")}.`;
}

function rows({ group, usualMs, points }: Line): Row[] {
  return points.map(({ x, y }) => ({
    job: group.job,
    call: x,
    "times the usual call": say.round(y),
    "usual call (ms)": say.round(usualMs),
  }));
}
