import { inProgress, median, type Run } from "../lab/run.js";
import * as words from "../words/figures/grid.js";
import { alone, speedUp, verdict } from "./fastest.js";
import type { Figure } from "./figure.js";
import { type Group, gather, groups } from "./groups.js";
import { jobLabel } from "./rows.js";
import * as style from "./style.js";

/** A job in a way: its column, and its speed-up, also of each run. */
interface Cell extends words.Cell {
  readonly group: Group;
  readonly x: number;
  readonly repeats: readonly number[];
}

/** A dashed line and its name. */
interface Limit {
  readonly y: number;
  readonly name: string;
}

const HEADING_PX = 30;
const BARS_PX = 130;
const WORDS_PX = 54;
const PANEL_PX = HEADING_PX + BARS_PX + WORDS_PX;
const KEY_PX = 26;
const LABEL_PX = 18;

/**
 * The table of jobs and ways: in each cell a bar, its speed-up over `single`, and in words how many
 * cores were busy and how many parts in progress. Dashed: the concurrency limit, and how many cores
 * may be used.
 * @throws {RangeError} if there are no runs.
 */
export function grid(runs: readonly Run[]): Figure {
  const all = groups("draw a grid", runs);
  const columns = [...new Set(all.map(({ label }) => label))];
  const cells = all.map((group): Cell => {
    const base = alone(group, all) ?? group;
    return {
      group,
      x: columns.indexOf(group.label),
      speedUp: speedUp(group, base),
      inProgress: median(group.sample.map(inProgress)),
      repeats: group.wallsMs.map((ms) => base.medianMs / ms),
    };
  });
  const panels = gather(cells, ({ group }) => [jobLabel(group)]);
  const width = Math.max(...all.map((group) => group.width));
  const top = 1.2 * Math.max(width, ...cells.flatMap(({ repeats }) => repeats));
  const lines = limits(width, runs[0]!.cores).filter(({ y }) => y < top);
  return {
    title: verdict(all),
    data: panels.flatMap(drawn),
    layout: style.layout(panels.length * PANEL_PX + KEY_PX, KEY_PX, {
      margin: { l: 12, r: 12, t: 0, b: KEY_PX },
      ...axes(columns.length, panels.length, top),
      shapes: panels.flatMap((_, i) => lines.map(({ y }) => dashed(i, y))),
      annotations: [
        ...panels.flatMap((own, i) => written(own, i, top, lines)),
        style.words(words.key, 0, 0, { xref: "paper", yref: "paper", yshift: -12 }),
      ],
    }),
    alt: words.alt(cells),
    table: cells.map(words.row),
  };
}

/** What can be reached: parts that wait, as many as may be in progress; parts that compute, the cores. */
function limits(width: number, cores: number): Limit[] {
  if (width === cores) return [{ y: width, name: words.limitAndCores(width) }];
  return [
    { y: width, name: words.limit(width) },
    { y: cores, name: words.cores(cores) },
  ];
}

function axes(columns: number, panels: number, top: number) {
  const part = (px: number) => 1 - px / (panels * PANEL_PX);
  const yaxes = Array.from({ length: panels }, (_, i) => {
    const barsPx = i * PANEL_PX + HEADING_PX;
    const domain = [part(barsPx + BARS_PX), part(barsPx)];
    const ticks = top < 9 ? { dtick: 1 } : { nticks: 5 };
    const axis = { domain, range: [0, top], fixedrange: true, automargin: true, ...ticks };
    return [`yaxis${i === 0 ? "" : i + 1}`, axis];
  });
  const xaxis = { range: [-0.5, columns - 0.5], visible: false, fixedrange: true };
  return { xaxis, ...Object.fromEntries(yaxes) };
}

/** The name of a panel's y axis. */
function axisOf(panel: number): string {
  return panel === 0 ? "y" : `y${panel + 1}`;
}

function drawn(cells: readonly Cell[], panel: number) {
  const yaxis = axisOf(panel);
  const looks = cells.map(({ group }) => style.lookOf(group.way).color);
  const bars = {
    ...{ type: "bar", name: "speed-up", yaxis, width: 0.5 },
    ...style.xy(cells.map(({ x, speedUp }) => ({ x, y: speedUp }))),
    marker: { color: looks.map((it) => style.pale(it, 0.6)), line: { width: 1, color: looks } },
    hoverinfo: "skip",
  };
  const repeats = cells.flatMap(({ x, repeats }) => repeats.map((y) => ({ x: x + 0.33, y })));
  const marker = { color: style.GREY, size: 5 };
  const hovertemplate = style.hover(words.hover);
  return [bars, style.points("repeat", repeats, marker, { yaxis, hovertemplate })];
}

function written(cells: readonly Cell[], panel: number, top: number, lines: readonly Limit[]) {
  const yref = axisOf(panel);
  const { group } = cells.find((cell) => cell.speedUp === 1) ?? cells[0]!;
  const heading = words.heading(jobLabel(group), group.medianMs, group.label);
  const centre = { yref, xanchor: "center", align: "center" };
  return [
    style.words(heading, -0.5, top, { yref, yshift: HEADING_PX / 2 - 2 }),
    ...lines.map(({ name, y }) =>
      style.words(name, -0.5, y, { yref, yanchor: "bottom", font: { size: 10 } }),
    ),
    ...cells.flatMap((cell) => {
      const { group, x, speedUp } = cell;
      const below = [`<b>${style.label(group.label)}</b>`, ...words.measures(cell)].join("<br>");
      return [
        style.words(words.speedUp(speedUp), x, free(speedUp, top, lines), { ...centre, yshift: 9 }),
        style.words(below, x, 0, { ...centre, yanchor: "top", yshift: -2, font: { size: 11 } }),
      ];
    }),
  ];
}

/** Where the words above a bar stand: on the bar, or on a dashed line just above it. */
function free(speedUp: number, top: number, lines: readonly Limit[]): number {
  const near = ({ y }: Limit) => y > speedUp && ((y - speedUp) / top) * BARS_PX < LABEL_PX;
  return lines.find(near)?.y ?? speedUp;
}

function dashed(panel: number, y: number) {
  const line = { color: style.GREY, width: 1, dash: "dash" };
  return { type: "line", xref: "paper", x0: 0, x1: 1, yref: axisOf(panel), y0: y, y1: y, line };
}
