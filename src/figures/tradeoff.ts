import { worstGapMs } from "../lab/heartbeat.js";
import { median, type Run } from "../lab/run.js";
import type { Figure, Row } from "./figure.js";
import { differ, type Group, groups, namesOf } from "./groups.js";
import * as say from "./numbers.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** The title looks at those that take at most so many times the CPU time of the first. */
const LITTLE = 1.1;

/** A job in a way: its longest gap, and what that costs in CPU time. */
interface Deal {
  readonly group: Group;
  readonly name: string;
  /** Median CPU time, as a multiple of that of the first group. */
  readonly times: number;
  /** The longest gap of the quietest run: another program can only make a gap longer. */
  readonly worstMs: number;
}

/**
 * What a responsive event loop costs: a point per job and way, the longest gap of the heartbeat
 * over the CPU time, as a multiple of that of the first one. Best is bottom left.
 * @throws {RangeError} if there are no runs.
 */
export function tradeoff(runs: readonly Run[]): Figure {
  const all = groups("draw a trade-off", runs);
  const first = cpuMs(all[0]!);
  const names = namesOf(all);
  const deals = all.map((group, i): Deal => {
    const worstMs = Math.min(...group.sample.map(worstGapMs));
    return { group, name: names[i]!, times: cpuMs(group) / first, worstMs };
  });
  const drawn = deals.map((deal) => seriesOf(deal, first));
  // Several jobs in one way are steps of a sweep; several ways have no order.
  const sweep = !differ(all, ({ label }) => label);
  const shown = sweep ? withoutCommonEnd(names) : names;
  const { x, y } = scales(drawn.flatMap(({ repeats }) => repeats));
  return {
    title: title(deals),
    data: [
      style.line("joined", sweep ? drawn.flatMap(({ points }) => points) : [], {
        color: style.GREY,
        dash: "dot",
        width: 1,
      }),
      ...drawn.flatMap(plane.series),
    ],
    layout: plane.layout(
      { title: ["CPU time, times that of the first", "left and low is good"], scale: x },
      { title: ["longest wait, ms (quietest repeat)"], scale: y },
      drawn.map(({ points }, i) => plane.end({ name: shown[i]!, points })),
    ),
    alt: `${deals.map(sentence).join(" ")} ${title(deals)}.`,
    table: deals.map(row),
  };
}

/** Names without the words that all of them end in: long ones would cover marks that are close. */
function withoutCommonEnd(names: readonly string[]): string[] {
  const words = names.map((name) => name.split(" "));
  let same = 0;
  // One slice, several slices: the same word.
  const last = (its: string[]) => its.at(-1 - same)?.replace(/s$/, "");
  const isShared = (its: string[]) => its.length > same + 1 && last(its) === last(words[0]!);
  while (names.length > 1 && words.every(isShared)) same++;
  return words.map((its) => its.slice(0, its.length - same).join(" "));
}

function cpuMs({ sample }: Group): number {
  return Math.max(1e-3, median(sample.map((run) => run.cpuMs)));
}

function seriesOf({ group, name, times, worstMs }: Deal, firstMs: number): plane.Series {
  return {
    name,
    look: style.lookOf(group.way),
    points: [{ x: times, y: worstMs }],
    repeats: group.sample.map((run) => ({ x: run.cpuMs / firstMs, y: worstGapMs(run) })),
    told: "%{y} ms at %{x} times",
  };
}

function scales(all: readonly style.Mark[]) {
  const widest = Math.max(2, ...all.map(({ x }) => x));
  const heights = all.map(({ y }) => Math.log10(y));
  const range = [Math.min(...heights, 0.5) - 0.1, Math.max(...heights) + 0.1] as const;
  return {
    x: { type: "linear", range: [0, widest * 1.05] },
    y: { type: "log", range, dtick: 1 },
  } as const;
}

/** The shortest wait among those that cost little. */
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
