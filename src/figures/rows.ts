import * as words from "../words/figures/samples.js";
import { differ, type Group, namesOf } from "./groups.js";
import * as style from "./style.js";

/** Height of the line of values above a row's marks, of a job's heading, and of the gap below. */
const VALUES_PX = 18;
const HEADING_PX = 26;
const GAP_PX = 12;

/** What a figure with one row per group says about its rows. */
export interface RowsOptions {
  /** Height of the marks below the line of values. */
  readonly marksPx: number;
  /** The line of values above each group's marks. */
  readonly values: readonly string[];
  /** What the axis measures, from `fromMs` to `toMs`. */
  readonly axis: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** How the marks are read: short lines under the axis. */
  readonly key: readonly string[];
}

/**
 * The layout of a figure with one row per group: its label at the left, a line of values, and below
 * that the marks, which begin at its pixel in `tops`. Rows of several jobs stand under headings. The
 * line at 0 is drawn beside the marks only: it would cross out the words between them.
 */
export function rows(all: readonly Group[], options: RowsOptions) {
  const fromMs = 1.02 * options.fromMs;
  const several = differ(all, jobLabel);
  const labels = labelsOf(all);
  const annotations: object[] = [];
  let endPx = 0;
  const tops = all.map((group, i) => {
    if (several && (i === 0 || jobLabel(group) !== jobLabel(all[i - 1]!))) {
      annotations.push(style.words(`<b>${jobLabel(group)}</b>`, fromMs, endPx + HEADING_PX / 2));
      endPx += HEADING_PX;
    }
    annotations.push(style.words(options.values[i]!, fromMs, endPx + VALUES_PX / 2 + 1));
    const topPx = endPx + VALUES_PX;
    endPx = topPx + options.marksPx + GAP_PX;
    return topPx;
  });
  const ticks = all.map((_, i) => ({ yPx: tops[i]! + 8, text: style.label(labels[i]!) }));
  const name = several ? options.axis : `${options.axis} · ${jobLabel(all[0]!)}`;
  const bottomPx = style.axisPx(1 + options.key.length);
  const range = { range: [fromMs, options.toMs] };
  const line = { color: style.GREY, width: 1 };
  const layout = style.layout(endPx + 8 + bottomPx, bottomPx, {
    annotations,
    shapes: tops.map((y0) => ({ type: "line", x0: 0, x1: 0, y0, y1: y0 + options.marksPx, line })),
    xaxis: style.axis([name, ...options.key], { ...range, nticks: 7, ...style.NO_LINES }),
    yaxis: style.pixelAxis(endPx, ticks),
  });
  return { tops, layout };
}

/** What stands at the left of each row: names within its heading. */
function labelsOf(all: readonly Group[]): string[] {
  return all.map((group) => {
    const own = all.filter((it) => jobLabel(it) === jobLabel(group));
    return namesOf(own)[own.indexOf(group)]!;
  });
}

/** A job and its size, if it has one, as a heading, fit for Plotly. */
export function jobLabel(group: Pick<Group, "job" | "size">): string {
  return style.plain(words.job(group));
}
