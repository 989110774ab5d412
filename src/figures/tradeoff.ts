import { median, type Run } from "../run.js";
import { gaps } from "./clicks.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups, typical } from "./groups.js";
import * as style from "./style.js";

const HEIGHT_PX = 340;
const LITTLE = 1.1;

/** A job in a way: how long a click waits at worst, and what that costs in CPU time. */
interface Deal {
  readonly group: Group;
  readonly name: string;
  /** CPU time, by that of the first group: the median, and each repeat. */
  readonly times: number;
  readonly repeats: readonly number[];
  readonly worstMs: number;
}

/**
 * What a free event loop costs: a point per job and way, the longest gap of the heartbeat over the
 * CPU time of the work, as a multiple of that of the first one. Left and low is good.
 * @throws {RangeError} where there are no runs.
 */
export function tradeoff(runs: readonly Run[]): Figure {
  const all = groups("draw a trade-off", runs);
  const deals = all.map((group) => dealOf(group, all[0]!, all));
  const line = { mode: "lines", line: { color: style.GREY, dash: "dot" }, hoverinfo: "skip" };
  return {
    title: title(deals),
    data: [
      style.points("joined", deals.map(mark), {}, line),
      ...deals.flatMap((deal) => drawn(deal)),
    ],
    layout: style.layout(HEIGHT_PX, style.axisPx(2), frame(deals)),
    alt: `${deals.map(sentence).join(" ")} ${title(deals)}.`,
    table: deals.map(row),
  };
}

function dealOf(group: Group, first: Group, all: readonly Group[]): Deal {
  const { beatsMs, startMs, endMs } = typical(group);
  const ways = new Set(all.map(({ label }) => label));
  return {
    group,
    name: ways.size > 1 ? `${group.job}, ${group.label}` : group.job,
    times: cpuMs(group) / cpuMs(first),
    repeats: group.sample.map((run) => run.cpuMs / cpuMs(first)),
    worstMs: Math.max(...gaps(beatsMs, startMs, endMs).map(({ lengthMs }) => lengthMs)),
  };
}

function cpuMs({ sample }: Group): number {
  return Math.max(1e-3, median(sample.map((run) => run.cpuMs)));
}

function mark({ times, worstMs }: Deal): style.Mark {
  return { x: times, y: worstMs };
}

function drawn(deal: Deal) {
  const { color, symbol } = style.lookOf(deal.group.way);
  const repeats = deal.repeats.map((x) => ({ x, y: deal.worstMs }));
  return [
    style.points("repeat", repeats, { color, size: 5, opacity: 0.5 }, { hoverinfo: "skip" }),
    style.points(
      "median",
      [mark(deal)],
      { color, symbol, size: 10 },
      { hovertemplate: `${style.plain(deal.name)}: %{y} ms at %{x} times<extra></extra>` },
    ),
  ];
}

/** The axes, and each name beside its point; names of points that share a place move apart. */
function frame(deals: readonly Deal[]) {
  const widest = Math.max(2, ...deals.flatMap(({ repeats }) => repeats)) * 1.1;
  const heights = deals.map(({ worstMs }) => Math.log10(worstMs));
  const range = [Math.min(...heights, 0.5) - 0.1, Math.max(...heights) + 0.2];
  const plotPx = HEIGHT_PX - style.axisPx(2);
  const px = (height: number) => ((height - range[0]!) / (range[1]! - range[0]!)) * plotPx;
  let lastPx = Number.NEGATIVE_INFINITY;
  const annotations = deals
    .toSorted((a, b) => a.worstMs - b.worstMs)
    .map(({ name, times, worstMs, repeats }) => {
      const height = Math.log10(worstMs);
      lastPx = Math.max(px(height), lastPx + 14);
      // Beside its point, on the side where there is more room.
      const right = times < widest / 2;
      const x = right ? Math.max(times, ...repeats) : Math.min(times, ...repeats);
      const side = { xanchor: right ? "left" : "right", xshift: right ? 9 : -9 };
      return style.words(style.plain(name), x, height, { ...side, yshift: lastPx - px(height) });
    });
  return {
    annotations,
    xaxis: style.axis(["CPU time, times that of the first · left and low is good"], {
      range: [0, widest],
      nticks: 7,
    }),
    yaxis: style.axis(["longest wait, ms"], { type: "log", range, dtick: 1 }),
  };
}

/** The message: who waits least among those that cost little. */
function title(deals: readonly Deal[]): string {
  const cheap = deals.filter(({ times }) => times <= LITTLE);
  const best = cheap.reduce((a, b) => (b.worstMs < a.worstMs ? b : a));
  return `The shortest wait for at most ${LITTLE} times the CPU time: ${style.ms(best.worstMs)}, with ${best.name}`;
}

function sentence({ name, times, worstMs }: Deal): string {
  return `${name}: the longest wait ${style.ms(worstMs)}, ${times.toFixed(2)} times the CPU time.`;
}

function row({ group, times, worstMs }: Deal): Row {
  return {
    job: group.job,
    way: group.label,
    "longest wait (ms)": style.round(worstMs),
    "wall time (ms)": style.round(group.medianMs),
    "CPU time (ms)": style.round(cpuMs(group)),
    "times the first's CPU time": style.round(times),
    repeats: group.sample.length,
  };
}
