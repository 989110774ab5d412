import * as say from "../words/numbers.js";
import type { Row } from "./figure.js";
import { differ, type Group, namesOf } from "./groups.js";
import * as style from "./style.js";

/** Height of the line of values above a row's marks, of a job's heading, and of the gap below. */
const VALUES_PX = 18;
const HEADING_PX = 26;
const GAP_PX = 12;

/** What a figure with one row per group says about its rows. */
export interface RowsOptions<G extends Group> {
  /** Height of the marks below the line of values. */
  readonly marksPx: number;
  /** The line of values above a group's marks. */
  readonly values: (group: G) => string;
  /** What the axis measures, from 0 to `toMs`. */
  readonly axis: string;
  readonly toMs: number;
  /** How the marks are read: short lines under the axis. */
  readonly key: readonly string[];
}

/**
 * The layout of a figure with one row per group: its label at the left, a line of values, and below
 * that the marks, which begin at its pixel in `tops`. Rows of several jobs stand under headings.
 */
export function rows<G extends Group>(all: readonly G[], options: RowsOptions<G>) {
  const several = differ(all, jobLabel);
  const labels = labelsOf(all);
  const annotations: object[] = [];
  let endPx = 0;
  const tops = all.map((group, i) => {
    if (several && (i === 0 || jobLabel(group) !== jobLabel(all[i - 1]!))) {
      annotations.push(style.words(`<b>${jobLabel(group)}</b>`, 0, endPx + HEADING_PX / 2));
      endPx += HEADING_PX;
    }
    annotations.push(style.words(options.values(group), 0, endPx + VALUES_PX / 2 + 1));
    const topPx = endPx + VALUES_PX;
    endPx = topPx + options.marksPx + GAP_PX;
    return topPx;
  });
  const ticks = all.map((_, i) => ({ yPx: tops[i]! + 8, text: style.label(labels[i]!) }));
  const name = several ? options.axis : `${options.axis} · ${jobLabel(all[0]!)}`;
  const bottomPx = style.axisPx(1 + options.key.length);
  const layout = style.layout(endPx + 8 + bottomPx, bottomPx, {
    annotations,
    xaxis: style.axis([name, ...options.key], { range: [0, options.toMs], nticks: 7 }),
    yaxis: style.pixelAxis(endPx, ticks),
  });
  return { tops, layout };
}

/** The columns that tables of samples begin with. */
export function sampleRow({ job, label, wallsMs, medianMs }: Group): Row {
  return {
    job,
    way: label,
    repeats: wallsMs.length,
    "median (ms)": say.round(medianMs),
    "range (ms)": say.bounds(wallsMs),
  };
}

/** What stands at the left of each row: names within its heading. */
function labelsOf(all: readonly Group[]): string[] {
  return all.map((group) => {
    const own = all.filter((it) => jobLabel(it) === jobLabel(group));
    return namesOf(own)[own.indexOf(group)]!;
  });
}

/** A job and its size, if it has one, as a heading, fit for Plotly. */
export function jobLabel({ job, size }: Pick<Group, "job" | "size">): string {
  return size === 1 ? style.plain(job) : `${style.plain(job)}, size ${say.count(size)}`;
}
