import { type Run, wallMs } from "../lab/run.js";
import * as say from "../words/numbers.js";
import { alone, factor, values, verdict } from "./fastest.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups } from "./groups.js";
import { rows } from "./rows.js";
import * as style from "./style.js";

/**
 * How many times as fast as `single` each way will be, by the way's name or label:
 * `{ async: 1, "worker × 4": 3 }`. For several jobs it may hold one such guess per job's label.
 * What is not a positive number is not drawn, and gets a score in words.
 */
export type Guess = Readonly<Record<string, unknown>>;

/** What {@link timings} can be told. */
export interface TimingsOptions {
  /** Drawn as diamonds at the times that it implies. Default: none. */
  readonly guess?: Guess;
}

const BAR_PX = 16;
const DOTS_PX = 14;
const HOVER = "%{x} ms<extra></extra>";

/**
 * One bar per way: the median of the warm runs, then the start-up; below it every run as a dot.
 * @throws {RangeError} if there are no runs.
 */
export function timings(runs: readonly Run[], { guess = {} }: TimingsOptions = {}): Figure {
  const all = groups("draw timings", runs);
  const bases = new Map(all.map((group) => [group, alone(group, all)]));
  const guesses = all.some((group) => bases.get(group) && guessOf(guess, group));
  const toMs = 1.25 * Math.max(...all.map(endMs));
  const { tops, layout } = rows(all, {
    marksPx: BAR_PX + DOTS_PX + (guesses ? DOTS_PX : 0),
    values: (group) => values(group, bases.get(group)),
    axis: "wall time, ms",
    toMs,
    key: key(
      all.some(({ cold }) => cold.length > 0),
      guesses,
    ),
  });
  const guessed = all.flatMap((group, i) => {
    const [times, base] = [guessOf(guess, group), bases.get(group)];
    if (!times || !base) return [];
    const x = base.medianMs / times;
    const text = `you: ${say.times(times)} ×${x > toMs ? " →" : ""}`;
    const side = x > toMs / 2 ? "middle left" : "middle right";
    return [{ x: Math.min(x, toMs * 0.98), y: tops[i]! + BAR_PX + 1.5 * DOTS_PX, text, side }];
  });
  return {
    title: verdict(all),
    data: [
      ...bars(all, tops),
      ...all.flatMap((group, i) => dots(group, tops[i]! + BAR_PX + DOTS_PX / 2)),
      ...(guesses ? [style.diamonds(guessed)] : []),
    ],
    layout,
    alt: `Bars of wall time. ${all.map((group) => sentence(group, bases.get(group))).join(" ")}`,
    table: all.map((group) => row(group, bases.get(group))),
  };
}

/** How the marks are read: cold runs are circles if there are warm ones too. */
function key(both: boolean, guesses: boolean): string[] {
  const dots = both ? "dot: one warm run · circle: one cold run" : "dot: one run";
  return [
    `solid bar: median${both ? " of the warm runs" : ""} · striped: start-up time`,
    dots,
    ...(guesses ? ["diamond: your prediction"] : []),
  ];
}

function endMs({ medianMs, startUpMs, wallsMs, cold }: Group): number {
  return Math.max(medianMs + startUpMs, ...wallsMs, ...cold.map(wallMs));
}

/** The factor that is guessed for a group: by its job, then by its way's label or name. */
export function guessOf(guess: Guess, { job, label, way }: Group): number | undefined {
  const own = guess[job];
  const factors = typeof own === "object" && own !== null ? (own as Guess) : guess;
  return style.positive(factors[label] ?? factors[way]);
}

function bars(all: readonly Group[], tops: readonly number[]) {
  const color = all.map(({ way }) => style.lookOf(way).color);
  const line = { width: 1, color };
  const y = tops.map((top) => top + BAR_PX / 2);
  const bar = { type: "bar", orientation: "h", y, width: BAR_PX, cliponaxis: false };
  const work = all.map(({ medianMs }) => say.round(medianMs, 5));
  const startUp = all.map(({ startUpMs }) => say.round(startUpMs, 5));
  const pattern = { shape: "/", fgcolor: color, bgcolor: style.CLEAR, size: 5, solidity: 0.35 };
  return [
    { ...bar, name: "work", x: work, marker: { color, line }, hovertemplate: HOVER },
    {
      ...bar,
      name: "start-up",
      base: work,
      x: startUp,
      marker: { color: style.CLEAR, pattern, line },
      text: startUp.map((at) => (at >= 1 ? `+ ${say.ms(at)}` : "")),
      textposition: "outside",
      hoverinfo: "skip",
    },
  ];
}

function dots({ way, wallsMs, cold }: Group, y: number) {
  const strip = (name: string, ms: readonly number[], symbol: string) => {
    const marker = { symbol, size: 8, color: style.lookOf(way).color, opacity: 0.85 };
    const marks = ms.map((x) => ({ x, y }));
    return style.points(name, marks, marker, { hovertemplate: `${name}: ${HOVER}` });
  };
  return [strip("repeat", wallsMs, "circle"), strip("cold", cold.map(wallMs), "circle-open")];
}

function sentence(group: Group, base: Group | undefined): string {
  const says = values(group, base).replaceAll(" · ", ", ");
  return `${group.name}: ${says}, start-up ${say.ms(group.startUpMs)}.`;
}

function row(group: Group, base: Group | undefined): Row {
  return {
    job: group.job,
    size: group.size,
    way: group.label,
    "work, median (ms)": say.round(group.medianMs),
    "work, range (ms)": say.bounds(group.wallsMs),
    "speed-up": base ? factor(group, base) : "–",
    "cores busy": say.times(group.coresBusy),
    "start-up (ms)": say.round(group.startUpMs),
    "work, cold (ms)": say.bounds(group.cold.map(wallMs)),
    repeats: group.sample.length,
  };
}
