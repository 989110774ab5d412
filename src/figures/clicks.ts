import { type Run, wallMs } from "../run.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups, typical } from "./groups.js";
import { rows } from "./rows.js";
import * as style from "./style.js";

/** A stretch between two moments at which the event loop could react. */
export interface Gap {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** How long a click had to wait: half of the clicks up to `median`, 99 of 100 up to `p99`, in ms. */
export interface ClickWait {
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
}

/** The gaps between the beats of a run, from its start to its end: there the loop reacts again. */
export function gaps(beatsMs: readonly number[], startMs: number, endMs: number): Gap[] {
  const inside = beatsMs.filter((at) => at > startMs && at < endMs).sort((a, b) => a - b);
  const moments = [startMs, ...inside, endMs];
  return moments.slice(1).map((at, i) => ({ fromMs: moments[i]!, lengthMs: at - moments[i]! }));
}

/**
 * How long a click at a random moment between start and end would have waited for the event loop.
 * A click that falls into a gap of `g` ms waits until its end: uniformly between 0 and `g`. It falls
 * into that gap with probability `g / Σg`, so that of all clicks the share
 * `F(x) = Σ min(g, x) / Σ g` waits `x` ms or less; the quantile `q` is the `x` with `F(x) = q`.
 */
export function clickWait(beatsMs: readonly number[], startMs: number, endMs: number): ClickWait {
  const lengths = gaps(beatsMs, startMs, endMs)
    .map(({ lengthMs }) => lengthMs)
    .sort((a, b) => a - b);
  return { median: quantile(lengths, 0.5), p99: quantile(lengths, 0.99), worst: lengths.at(-1)! };
}

/** Between two neighbours in the sorted gaps F is a straight line: its slope is the gaps left. */
function quantile(sorted: readonly number[], q: number): number {
  const wanted = q * sorted.reduce((sum, length) => sum + length, 0);
  let shorter = 0;
  for (const [i, length] of sorted.entries()) {
    const left = sorted.length - i;
    if (shorter + left * length >= wanted) return (wanted - shorter) / left;
    shorter += length;
  }
  return sorted.at(-1) ?? 0;
}

/** People feel from about here that an answer is not immediate (Miller 1968, Nielsen 1993). */
const NOTICED_MS = 100;
const MARKS_PX = 16;

/**
 * How long a click would have waited, per way: median, 99th percentile and worst.
 * @throws {RangeError} where there are no runs.
 */
export function clicks(runs: readonly Run[]): Figure {
  const all = groups("draw clicks", runs).map(waiting);
  const worst = Math.max(...all.map(({ wait }) => wait.worst));
  const { tops, layout } = rows(all, {
    marksPx: MARKS_PX,
    values,
    axis: "wait of a click, ms",
    toMs: worst * 1.05,
    key: ["circle: median · square: 99 of 100 · line: worst"],
  });
  return {
    title: title(all),
    data: all.flatMap(({ way, wait }, i) => marks(way, wait, tops[i]! + MARKS_PX / 2)),
    layout: { ...layout, shapes: worst > NOTICED_MS ? [noticed()] : [] },
    alt: all.map(sentence).join(" "),
    table: all.map(row),
  };
}

interface Waiting extends Group {
  readonly wait: ClickWait;
}

function waiting(group: Group): Waiting {
  const { beatsMs, startMs, endMs } = typical(group);
  return { ...group, wait: clickWait(beatsMs, startMs, endMs) };
}

function values({ wait: { median, p99, worst } }: Waiting): string {
  return `median ${style.ms(median)} · 99 % ${style.ms(p99)} · worst ${style.ms(worst)}`;
}

function sentence(group: Waiting): string {
  const waits = values(group).replaceAll(" · ", ", ").replace("99 %", "99 of 100 up to");
  return `A click during ${group.label} waits: ${waits}.`;
}

function marks(way: string, { median, p99, worst }: ClickWait, y: number) {
  const { color } = style.lookOf(way);
  const symbol = ["circle", "square", "line-ns-open"];
  const marker = { symbol, color, size: 11, line: { width: 2, color } };
  const wait = [median, p99, worst].map((x) => ({ x, y }));
  const range = { mode: "lines", line: { color, width: 3 }, hoverinfo: "skip" };
  return [
    style.points(
      "range",
      [
        { x: 0, y },
        { x: worst, y },
      ],
      {},
      range,
    ),
    style.points("wait", wait, marker, { hovertemplate: "%{x} ms<extra></extra>" }),
  ];
}

function noticed() {
  const line = { color: style.GREY, width: 1, dash: "dot" };
  return { type: "line", x0: NOTICED_MS, x1: NOTICED_MS, y0: 0, y1: 1, yref: "paper", line };
}

function title(all: readonly Waiting[]): string {
  const several = new Set(all.map(({ job }) => job)).size > 1;
  const waits = all.map(({ job, label, wait }) => {
    return { name: several ? `${job} ${label}` : label, value: wait.p99 };
  });
  const longest = (values: readonly number[]) => style.ms(Math.max(...values));
  return `99 of 100 clicks wait at most – ${style.ranking(waits, longest)}`;
}

function row(group: Waiting): Row {
  return {
    job: group.job,
    way: group.label,
    "median wait (ms)": style.round(group.wait.median),
    "99th percentile (ms)": style.round(group.wait.p99),
    "worst (ms)": style.round(group.wait.worst),
    "wall time (ms)": style.round(wallMs(typical(group))),
  };
}
