import type { Run } from "../lab/run.js";
import { cell, values } from "../words/figures/samples.js";
import * as words from "../words/figures/timings.js";
import * as say from "../words/numbers.js";
import { alone, ofOthers, speedUp, verdict } from "./fastest.js";
import type { Figure } from "./figure.js";
import { differ, type Group, gather, groups } from "./groups.js";
import { jobLabel, rows } from "./rows.js";
import * as style from "./style.js";

/**
 * How many times as fast as `single` each way will be, by the way's name or label:
 * `{ async: 1, "worker × 4": 3 }`. What is not a positive number is not drawn, and gets a score in
 * words.
 */
export type Guess = Readonly<Record<string, unknown>>;

/** What {@link timings} can be told. */
export interface TimingsOptions {
  /** Drawn as diamonds at the times that it implies. Default: none. */
  readonly guess?: Guess;
}

const BAR_PX = 16;
const DOTS_PX = 14;
/** More dots than this stand below one another, the first run at the top. */
const MANY = 10;
/** The share of the axis, left of 0, that start-up times in words need at least. */
const ROOM = 0.18;

/**
 * One bar per way: left of 0 the start-up, from 0 on the median of the warm runs; below it every
 * run as a dot. Several jobs are compared by their work alone, without start-up and cold runs, and
 * the words above a bar tell how many parts were in progress, too.
 * @throws {RangeError} if there are no runs.
 */
export function timings(runs: readonly Run[], { guess = {} }: TimingsOptions = {}): Figure {
  const all = gather(groups("draw timings", runs), (group) => [jobLabel(group)]).flat();
  const isTable = differ(all, jobLabel);
  const drawn = isTable ? all.map((group) => ({ ...group, startUpMs: 0, coldMs: [] })) : all;
  const bases = new Map(all.map((group) => [group, alone(group, all)]));
  const guesses = all.some((group) => bases.get(group) && guessOf(guess, group));
  const toMs = 1.1 * Math.max(...drawn.flatMap(({ wallsMs, coldMs }) => [...wallsMs, ...coldMs]));
  const longest = Math.max(...drawn.map(({ startUpMs }) => startUpMs));
  const told = all.map((group) => {
    return (isTable ? cell : values)(group, ofOthers(group, bases.get(group)));
  });
  const dotsPx = all.some(({ wallsMs }) => wallsMs.length > MANY) ? 2.5 * DOTS_PX : DOTS_PX;
  const { tops, layout } = rows(all, {
    marksPx: BAR_PX + dotsPx + (guesses ? DOTS_PX : 0),
    values: told,
    axis: words.axis,
    fromMs: -Math.max(longest, longest >= 1 ? ROOM * toMs : 0),
    toMs,
    key: words.key({
      startUp: longest >= 1,
      cold: drawn.some(({ coldMs }) => coldMs.length > 0),
      prediction: guesses,
    }),
  });
  const guessed = all.flatMap((group, i) => {
    const [factor, base] = [guessOf(guess, group), bases.get(group)];
    if (!factor || !base) return [];
    const x = base.medianMs / factor;
    const text = words.prediction(factor, x > toMs);
    const side = x > toMs / 2 ? "middle left" : "middle right";
    return [
      { x: Math.min(x, toMs * 0.98), y: tops[i]! + BAR_PX + dotsPx + DOTS_PX / 2, text, side },
    ];
  });
  return {
    title: verdict(all),
    data: [
      ...bars(drawn, tops),
      startUps(drawn, tops),
      ...drawn.flatMap((group, i) => dots(group, tops[i]! + BAR_PX, dotsPx)),
      ...(guesses ? [style.diamonds(guessed)] : []),
    ],
    layout,
    alt: words.alt(all.map((sample, i) => ({ sample, values: told[i]! }))),
    table: all.map((group) => {
      const base = bases.get(group);
      return words.row(group, base && speedUp(group, base), isTable);
    }),
  };
}

/** The factor that is guessed for a group: a finite number above zero, or it is not drawn. */
function guessOf(guess: Guess, { label, way }: Group): number | undefined {
  const factor = guess[label] ?? guess[way];
  return typeof factor === "number" && factor > 0 && factor < Infinity ? factor : undefined;
}

function bars(all: readonly Group[], tops: readonly number[]) {
  const bar = (name: string, some: readonly Group[]) => ({
    ...{ type: "bar", orientation: "h", name, width: BAR_PX, cliponaxis: false },
    y: some.map((group) => tops[all.indexOf(group)]! + BAR_PX / 2),
  });
  const color = (some: readonly Group[]) => some.map(({ way }) => style.lookOf(way).color);
  const line = (some: readonly Group[]) => ({ width: 1, color: color(some) });
  const started = all.filter(({ startUpMs }) => startUpMs > 0);
  const startUp = started.map(({ startUpMs }) => say.round(startUpMs, 5));
  const stripes = { shape: "/", bgcolor: style.CLEAR, size: 5, solidity: 0.35 };
  const pattern = { ...stripes, fgcolor: color(started) };
  return [
    {
      ...bar("work", all),
      x: all.map(({ medianMs }) => say.round(medianMs, 5)),
      marker: { color: color(all), line: line(all) },
      hovertemplate: style.hover(words.hover.median),
    },
    {
      ...bar("start-up", started),
      ...{ base: startUp.map((ms) => -ms), x: startUp, hoverinfo: "skip" },
      marker: { color: style.CLEAR, pattern, line: line(started) },
    },
  ];
}

/** The start-up times in words, below their bars. */
function startUps(all: readonly Group[], tops: readonly number[]) {
  const marks = all.map((_, i) => ({ x: 0, y: tops[i]! + BAR_PX + DOTS_PX / 2 }));
  const text = all.map(({ startUpMs }) => words.startUp(startUpMs));
  const look = { mode: "text", text, textposition: "middle left", hoverinfo: "skip" };
  return style.points("start-up time", marks, {}, look);
}

function dots({ way, wallsMs, coldMs }: Group, topPx: number, highPx: number) {
  const strip = (name: string, ms: readonly number[], symbol: string, told: string) => {
    const marker = { symbol, size: 8, color: style.lookOf(way).color, opacity: 0.85 };
    const stepPx = highPx > DOTS_PX ? (highPx - 8) / ms.length : 0;
    const firstPx = topPx + (highPx - stepPx * (ms.length - 1)) / 2;
    const marks = ms.map((x, i) => ({ x, y: firstPx + i * stepPx }));
    return style.points(name, marks, marker, { hovertemplate: style.hover(told) });
  };
  return [
    strip("repeat", wallsMs, "circle", words.hover.run),
    strip("cold", coldMs, "circle-open", words.hover.cold),
  ];
}
