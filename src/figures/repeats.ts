import { type Run, wallMs } from "../lab/run.js";
import * as words from "../words/figures/repeats.js";
import type { Figure } from "./figure.js";
import { type Group, groups } from "./groups.js";
import { rows } from "./rows.js";
import * as style from "./style.js";

const STRIP_PX = 34;
/** With more runs than this, nobody sees which comes first. */
const MANY = 10;

/**
 * How the runs of each way are spread: a dot each, the first at the top; a solid line at the
 * median, a dotted one at the mean.
 * @throws {RangeError} if there are no runs.
 */
export function repeats(runs: readonly Run[]): Figure {
  const all = groups("draw repeats", runs).map(spreadOf);
  const { tops, layout } = rows(all, {
    marksPx: STRIP_PX,
    values: words.values,
    axis: words.axis,
    toMs: 1.05 * Math.max(...runs.map(wallMs)),
    key: words.key(runs.length <= MANY),
  });
  const widest = all.reduce((a, b) => (b.spread > a.spread ? b : a));
  return {
    title: words.title(widest, all.length === 1),
    data: all.flatMap((group, i) => strip(group, tops[i]!)),
    layout,
    alt: words.alt(all),
    table: all.map(words.row),
  };
}

function spreadOf(group: Group) {
  const { wallsMs } = group;
  const mean = wallsMs.reduce((sum, ms) => sum + ms, 0) / wallsMs.length;
  return { ...group, mean, spread: Math.max(...wallsMs) / Math.min(...wallsMs) };
}

function strip(group: ReturnType<typeof spreadOf>, topPx: number) {
  const { color } = style.lookOf(group.way);
  const step = (STRIP_PX - 8) / group.wallsMs.length;
  const marks = group.wallsMs.map((x, i) => ({ x, y: topPx + 4 + (i + 0.5) * step }));
  const hovertemplate = style.hover(words.hover);
  const upright = (name: string, x: number, dash: string) => {
    const ends = [topPx, topPx + STRIP_PX].map((y) => ({ x, y }));
    const told = { hoverinfo: "all", hovertemplate: `${name} ${hovertemplate}` };
    return style.line(name, ends, { color: style.GREY, width: 2, dash }, told);
  };
  return [
    style.points("repeat", marks, { color, size: 8, opacity: 0.6 }, { hovertemplate }),
    upright("median", group.medianMs, "solid"),
    upright("mean", group.mean, "dot"),
  ];
}
