import { worstGapMs } from "../lab/heartbeat.js";
import { median, type Run } from "../lab/run.js";
import type { Figure, Row } from "./figure.js";
import { differ, type Group, groups, namesOf } from "./groups.js";
import * as say from "./numbers.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

const PLOT_PX = 280;
const LITTLE = 1.1;

/** A job in a way: how long a click waits at worst, and what that costs in CPU time. */
interface Deal {
  readonly group: Group;
  readonly name: string;
  /** CPU time, by that of the first group: the median. */
  readonly times: number;
  /** The longest wait: that of the quietest repeat. */
  readonly worstMs: number;
  /** Both of each repeat. */
  readonly repeats: readonly style.Mark[];
}

/**
 * What a free event loop costs: a point per job and way, the longest gap of the heartbeat in the
 * quietest repeat, over the CPU time of the work, as a multiple of that of the first one. Left and low is good.
 * @throws {RangeError} where there are no runs.
 */
export function tradeoff(runs: readonly Run[]): Figure {
  const all = groups("draw a trade-off", runs);
  const names = namesOf(all);
  const deals = all.map((group, i) => dealOf(group, names[i]!, all[0]!));
  const line = {
    mode: "lines",
    line: { color: style.GREY, dash: "dot", width: 1 },
    hoverinfo: "skip",
  };
  // Several jobs in one way are steps of a sweep; several ways have no order.
  const sweep = !differ(all, ({ label }) => label);
  const { x, y } = scales(deals);
  const shown = sweep ? withoutCommonEnd(names) : names;
  const named = deals.map((deal, i) => ({ name: shown[i]!, ...mark(deal) }));
  return {
    title: title(deals),
    data: [style.points("joined", sweep ? deals.map(mark) : [], {}, line), ...deals.flatMap(drawn)],
    layout: plane.layout(
      PLOT_PX,
      { title: ["CPU time, times that of the first", "left and low is good"], scale: x },
      { title: ["longest wait, ms (quietest repeat)"], scale: y },
      named,
    ),
    alt: `${deals.map(sentence).join(" ")} ${title(deals)}.`,
    table: deals.map(row),
  };
}

/** Names without the words that all of them end in: where marks are close, long ones cover others. */
function withoutCommonEnd(names: readonly string[]): string[] {
  const words = names.map((name) => name.split(" "));
  let same = 0;
  // One slice, several slices: the same word.
  const last = (its: string[]) => its.at(-1 - same)?.replace(/s$/, "");
  const isShared = (its: string[]) => its.length > same + 1 && last(its) === last(words[0]!);
  while (names.length > 1 && words.every(isShared)) same++;
  return words.map((its) => its.slice(0, its.length - same).join(" "));
}

function dealOf(group: Group, name: string, first: Group): Deal {
  return {
    group,
    name,
    times: cpuMs(group) / cpuMs(first),
    repeats: group.sample.map((run) => ({ x: run.cpuMs / cpuMs(first), y: worstGapMs(run) })),
    // Another program can only make a gap longer.
    worstMs: Math.min(...group.sample.map(worstGapMs)),
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
  return [
    style.points("repeat", deal.repeats, { color, size: 5, opacity: 0.5 }, { hoverinfo: "skip" }),
    style.points(
      "median",
      [mark(deal)],
      { color, symbol, size: 10 },
      { hovertemplate: `${style.plain(deal.name)}: %{y} ms at %{x} times<extra></extra>` },
    ),
  ];
}

function scales(deals: readonly Deal[]) {
  const all = deals.flatMap(({ repeats }) => repeats);
  const widest = Math.max(2, ...all.map(({ x }) => x));
  const heights = all.map(({ y }) => Math.log10(y));
  const range = [Math.min(...heights, 0.5) - 0.1, Math.max(...heights) + 0.1] as const;
  return {
    x: { type: "linear", range: [0, widest * 1.05] },
    y: { type: "log", range, dtick: 1 },
  } as const;
}

/** The message: who waits least among those that cost little. */
function title(deals: readonly Deal[]): string {
  const cheap = deals.filter(({ times }) => times <= LITTLE);
  const best = cheap.reduce((a, b) => (b.worstMs < a.worstMs ? b : a));
  return `The shortest wait for at most ${LITTLE} times the CPU time: ${say.ms(best.worstMs)}, with ${best.name}`;
}

function sentence({ name, times, worstMs }: Deal): string {
  return `${name}: the longest wait ${say.ms(worstMs)}, ${times.toFixed(2)} times the CPU time.`;
}

function row({ group, times, worstMs }: Deal): Row {
  return {
    job: group.job,
    way: group.label,
    "longest wait (ms)": say.round(worstMs),
    "wall time (ms)": say.round(group.medianMs),
    "CPU time (ms)": say.round(cpuMs(group)),
    "times the first's CPU time": say.round(times),
    repeats: group.sample.length,
  };
}
