import { type Run, wallMs } from "../lab/run.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups } from "./groups.js";
import { rows, sampleRow } from "./rows.js";
import * as style from "./style.js";

const STRIP_PX = 34;
/** With more repeats than this, nobody sees which comes first. */
const MANY = 10;

/**
 * How the repeats of each way are spread: a point each, the first at the top; a solid line at the
 * median, a dotted one at the mean.
 * @throws {RangeError} if there are no runs.
 */
export function repeats(runs: readonly Run[]): Figure {
  const all = groups("draw repeats", runs);
  const { tops, layout } = rows(all, {
    marksPx: STRIP_PX,
    values,
    axis: "wall time, ms",
    toMs: 1.05 * Math.max(...runs.map(wallMs)),
    key: [
      "line: median · dotted: mean",
      ...(runs.length > MANY ? [] : ["the first repeat at the top"]),
    ],
  });
  return {
    title: title(all),
    data: all.flatMap((group, i) => strip(group, tops[i]!)),
    layout,
    alt: `A point per repeat. ${all.map((group) => `${group.name}: ${values(group)}.`).join(" ")}`,
    table: all.map(row),
  };
}

function mean({ wallsMs }: Group): number {
  return wallsMs.reduce((sum, ms) => sum + ms, 0) / wallsMs.length;
}

/** The slowest repeat over the fastest. */
function spread({ wallsMs }: Group): number {
  return Math.max(...wallsMs) / Math.min(...wallsMs);
}

function values({ wallsMs, medianMs }: Group): string {
  const count = say.counted(wallsMs.length, "repeat");
  return `${count}: ${say.bounds(wallsMs)} ms · median ${say.ms(medianMs)}`;
}

function strip(group: Group, topPx: number) {
  const { color } = style.lookOf(group.way);
  const step = (STRIP_PX - 8) / group.wallsMs.length;
  const marks = group.wallsMs.map((x, i) => ({ x, y: topPx + 4 + (i + 0.5) * step }));
  const hovertemplate = "%{x} ms<extra></extra>";
  const upright = (name: string, x: number, dash: string) => {
    const ends = [
      { x, y: topPx },
      { x, y: topPx + STRIP_PX },
    ];
    const told = { hoverinfo: "all", hovertemplate: `${name} ${hovertemplate}` };
    return style.line(name, ends, { color: style.GREY, width: 2, dash }, told);
  };
  return [
    style.points("repeat", marks, { color, size: 8, opacity: 0.6 }, { hovertemplate }),
    upright("median", group.medianMs, "solid"),
    upright("mean", mean(group), "dot"),
  ];
}

function title(all: readonly Group[]): string {
  const widest = all.reduce((a, b) => (spread(b) > spread(a) ? b : a));
  if (widest.sample.length === 1) return "One repeat each: nothing is known of their spread";
  const factor = spread(widest).toFixed(2);
  if (all.length === 1) return `Slowest repeat over fastest: ${factor}`;
  return `Slowest repeat over fastest: at most ${factor}, in ${widest.name}`;
}

function row(group: Group): Row {
  return {
    ...sampleRow(group),
    "mean (ms)": say.round(mean(group)),
    "slowest / fastest": say.round(spread(group)),
  };
}
