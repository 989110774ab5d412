import type { Run } from "../lab/run.js";
import * as words from "../words/figures/timings.js";
import * as say from "../words/numbers.js";
import { alone, ofOthers, speedUp, verdict } from "./fastest.js";
import type { Figure } from "./figure.js";
import { type Group, groups } from "./groups.js";
import { rows } from "./rows.js";
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

/**
 * One bar per way: left of 0 the start-up, from 0 on the median of the warm runs; below it every
 * run as a dot.
 * @throws {RangeError} if there are no runs.
 */
export function timings(runs: readonly Run[], { guess = {} }: TimingsOptions = {}): Figure {
  const all = groups("draw timings", runs);
  const bases = new Map(all.map((group) => [group, alone(group, all)]));
  const guesses = all.some((group) => bases.get(group) && guessOf(guess, group));
  const toMs = 1.1 * Math.max(...all.flatMap(({ wallsMs, coldMs }) => [...wallsMs, ...coldMs]));
  const speedUps = all.map((group) => ofOthers(group, bases.get(group)));
  const { tops, layout } = rows(all, {
    marksPx: BAR_PX + DOTS_PX + (guesses ? DOTS_PX : 0),
    values: (group) => words.values(group, ofOthers(group, bases.get(group))),
    axis: words.axis,
    fromMs: -Math.max(...all.map(({ startUpMs }) => startUpMs)),
    toMs,
    key: words.key(
      all.some(({ coldMs }) => coldMs.length > 0),
      guesses,
    ),
  });
  const guessed = all.flatMap((group, i) => {
    const [factor, base] = [guessOf(guess, group), bases.get(group)];
    if (!factor || !base) return [];
    const x = base.medianMs / factor;
    const text = words.prediction(factor, x > toMs);
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
    alt: words.alt(all.map((sample, i) => ({ sample, speedUp: speedUps[i] }))),
    table: all.map((group) => {
      const base = bases.get(group);
      return words.row(group, base && speedUp(group, base));
    }),
  };
}

/** The factor that is guessed for a group: a finite number above zero, or it is not drawn. */
function guessOf(guess: Guess, { label, way }: Group): number | undefined {
  const factor = guess[label] ?? guess[way];
  return typeof factor === "number" && factor > 0 && factor < Infinity ? factor : undefined;
}

function bars(all: readonly Group[], tops: readonly number[]) {
  const color = all.map(({ way }) => style.lookOf(way).color);
  const line = { width: 1, color };
  const y = tops.map((top) => top + BAR_PX / 2);
  const bar = { type: "bar", orientation: "h", y, width: BAR_PX, cliponaxis: false };
  const work = all.map(({ medianMs }) => say.round(medianMs, 5));
  // Without a start-up there is no bar: one of no length would show its outline.
  const startUp = all.map(({ startUpMs: ms }) => (ms > 0 ? say.round(ms, 5) : null));
  const pattern = { shape: "/", fgcolor: color, bgcolor: style.CLEAR, size: 5, solidity: 0.35 };
  const striped = {
    base: startUp.map((ms) => -(ms ?? 0)),
    marker: { color: style.CLEAR, pattern, line },
  };
  const hovertemplate = style.hover(words.hover.median);
  return [
    { ...bar, name: "work", x: work, marker: { color, line }, hovertemplate },
    { ...bar, name: "start-up", x: startUp, ...striped, hoverinfo: "skip" },
  ];
}

function dots({ way, wallsMs, coldMs }: Group, y: number) {
  const strip = (name: string, ms: readonly number[], symbol: string, told: string) => {
    const marker = { symbol, size: 8, color: style.lookOf(way).color, opacity: 0.85 };
    const marks = ms.map((x) => ({ x, y }));
    return style.points(name, marks, marker, { hovertemplate: style.hover(told) });
  };
  return [
    strip("repeat", wallsMs, "circle", words.hover.run),
    strip("cold", coldMs, "circle-open", words.hover.cold),
  ];
}
