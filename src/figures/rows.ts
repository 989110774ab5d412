import type { Group } from "./groups.js";
import * as style from "./style.js";

/** Height of the line of values at the top of a row, and of a heading over the rows of a job. */
const VALUES_PX = 18;
const HEADING_PX = 26;
const ROOM_PX = 10;

/** What a figure of one row per group says about its rows. */
export interface RowsOptions {
  /** Height of the marks below the line of values. */
  readonly marksPx: number;
  /** The line of values above a group's marks. */
  readonly values: (group: Group) => string;
  /** What the time axis measures, from 0 to `toMs`. */
  readonly axis: string;
  readonly toMs: number;
  /** How the marks are read: one or two short lines under the axis. */
  readonly key: readonly string[];
}

/**
 * The layout of a figure with one row per group: its label at the left, a line of values, and below
 * that the marks, whose first pixel is in `tops`. Rows of several jobs stand under headings.
 */
export function rows(all: readonly Group[], options: RowsOptions) {
  const several = jobs(all).length > 1;
  const annotations: object[] = [];
  let endPx = 0;
  const tops = all.map((group, i) => {
    if (several && (i === 0 || jobLabel(group) !== jobLabel(all[i - 1]!))) {
      annotations.push(style.words(`<b>${jobLabel(group)}</b>`, 0, endPx + HEADING_PX / 2));
      endPx += HEADING_PX;
    }
    annotations.push(style.words(options.values(group), 0, endPx + VALUES_PX / 2));
    const topPx = endPx + VALUES_PX;
    endPx = topPx + options.marksPx + ROOM_PX;
    return topPx;
  });
  const ticks = all.map(({ label }, i) => ({
    yPx: tops[i]! + options.marksPx / 2 - VALUES_PX / 2,
    text: style.plain(label),
  }));
  const bottomPx = style.axisPx(1 + options.key.length);
  const name = several ? options.axis : `${options.axis} · ${jobLabel(all[0]!)}`;
  const layout = style.layout(endPx + bottomPx, {
    annotations,
    xaxis: style.timeAxis(name, options.toMs, options.key),
    yaxis: style.pixelAxis(endPx, ticks),
    margin: { l: 12, r: 12, t: 0, b: bottomPx },
  });
  return { tops, layout };
}

/** The jobs of a figure, in the order in which they came. */
export function jobs(all: readonly Group[]): string[] {
  return [...new Set(all.map(jobLabel))];
}

/** A job and its size as a heading, fit for Plotly. */
export function jobLabel({ job, size }: Pick<Group, "job" | "size">): string {
  return `${style.plain(job)}, size ${style.count(size)}`;
}
