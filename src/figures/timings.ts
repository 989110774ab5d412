import { type Run, wallMs } from "../lab/run.js";
import { alone, factor, values, verdict } from "./fastest.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups, namesOf } from "./groups.js";
import * as say from "./numbers.js";
import { rows } from "./rows.js";
import * as style from "./style.js";

/**
 * How many times as fast as `single` each way will be, by the way's name or label:
 * `{ async: 1, "worker × 4": 3 }`. For several jobs it may hold one such guess per job's label.
 * What is no positive number is not drawn, and scored by a sentence of its own.
 */
export type Guess = Readonly<Record<string, unknown>>;

/** What {@link timings} may be told. */
export interface TimingsOptions {
  /** Drawn as diamonds at the times that it implies. Default: none. */
  readonly guess?: Guess;
}

/** A group and the one that it is compared with. */
interface Compared {
  readonly group: Group;
  readonly base: Group | undefined;
}

const BAR_PX = 16;
const DOTS_PX = 14;

/**
 * One bar per way: the median of the warm work, the start-up behind it, every repeat a dot below.
 * @throws {RangeError} where there are no runs.
 */
export function timings(runs: readonly Run[], { guess = {} }: TimingsOptions = {}): Figure {
  const all = groups("draw timings", runs);
  const names = namesOf(all);
  const compared = all.map((group) => ({ group, base: alone(group, all) }));
  const factors = compared.map(({ group, base }) => base && guessOf(guess, group));
  const guesses = factors.some(Boolean);
  const toMs = 1.25 * Math.max(...all.map(endMs));
  const { tops, layout } = rows(all, {
    marksPx: BAR_PX + DOTS_PX + (guesses ? DOTS_PX : 0),
    values: (group) => values(group, alone(group, all)),
    axis: "wall time, ms",
    toMs,
    key: [
      "bar: work, median · hatched: start-up",
      `dots: repeats (hollow: cold)${guesses ? " · diamond: guess" : ""}`,
    ],
  });
  const guessed = factors.flatMap((times, i) => {
    if (!times) return [];
    const x = compared[i]!.base!.medianMs / times;
    const text = `guess: ${say.times(times)} ×${x > toMs ? " →" : ""}`;
    const y = tops[i]! + BAR_PX + 1.5 * DOTS_PX;
    return [
      { x: Math.min(x, toMs * 0.98), y, text, side: x > toMs / 2 ? "middle left" : "middle right" },
    ];
  });
  return {
    title: verdict(all),
    data: [
      ...bars(all, tops),
      ...all.flatMap((group, i) => dots(group, tops[i]! + BAR_PX + DOTS_PX / 2)),
      ...(guesses ? [style.diamonds(guessed)] : []),
    ],
    layout,
    alt: `Bars of wall time. ${compared.map((it, i) => sentence(it, names[i]!)).join(" ")}`,
    table: compared.map(row),
  };
}

function endMs({ medianMs, startUpMs, sample, cold }: Group): number {
  return Math.max(medianMs + startUpMs, ...[...sample, ...cold].map(wallMs));
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
    {
      ...bar,
      name: "work",
      x: work,
      marker: { color, line },
      hovertemplate: "%{x} ms<extra></extra>",
    },
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

function dots({ way, sample, cold }: Group, y: number) {
  const { color } = style.lookOf(way);
  const strip = (name: string, runs: readonly Run[], symbol: string) =>
    style.points(
      name,
      runs.map((run) => ({ x: wallMs(run), y })),
      { symbol, size: 8, color, opacity: 0.85 },
      { hovertemplate: `${name}: %{x} ms<extra></extra>` },
    );
  return [strip("repeat", sample, "circle"), strip("cold", cold, "circle-open")];
}

function sentence({ group, base }: Compared, name: string): string {
  const says = values(group, base).replaceAll(" · ", ", ").replace("×", "times");
  return `${name}: ${says}, start-up ${say.ms(group.startUpMs)}.`;
}

function row({ group, base }: Compared): Row {
  return {
    job: group.job,
    size: group.size,
    way: group.label,
    "work, median (ms)": say.round(group.medianMs),
    "work, range (ms)": say.bounds(group.sample.map(wallMs)),
    "times as fast": base ? factor(group, base) : "–",
    "cores busy": say.times(group.coresBusy),
    "start-up (ms)": say.round(group.startUpMs),
    "work, cold (ms)": say.bounds(group.cold.map(wallMs)),
    repeats: group.sample.length,
  };
}
