import { coresBusy, type Run, wallMs } from "../run.js";
import type { Figure, Row } from "./figure.js";
import { alone, apart, type Group, groups, middle, speedUp } from "./groups.js";
import { jobs, rows } from "./rows.js";
import * as style from "./style.js";

/**
 * How many times as fast as `single` each way will be, by the way's name or label:
 * `{ async: 1, "worker × 4": 3 }`. For several jobs it may hold one such guess per job's label.
 * What is no positive number is not drawn.
 */
export type Guess = Readonly<Record<string, unknown>>;

/** What {@link timings} may be told. */
export interface TimingsOptions {
  /** Drawn as diamonds at the times that it implies. Default: none. */
  readonly guess?: Guess;
}

const BAR_PX = 16;
const DOTS_PX = 14;

/**
 * One bar per way: the median of the warm work, the start-up behind it, every repeat a dot below.
 * @throws {RangeError} where there are no runs.
 */
export function timings(runs: readonly Run[], { guess = {} }: TimingsOptions = {}): Figure {
  const all = groups("draw timings", runs);
  const diamonds = all.map((group) => guessedMs(guess, group, alone(group, all)));
  const guesses = diamonds.some((at) => at !== undefined);
  const toMs = Math.max(...all.map(reachMs)) * 1.2;
  const { tops, layout } = rows(all, {
    marksPx: BAR_PX + DOTS_PX + (guesses ? DOTS_PX : 0),
    values: (group) => values(group, alone(group, all)),
    axis: "wall time, ms",
    toMs,
    key: [
      "bar: median of the work · hatched: start-up",
      `dots: repeats (hollow: cold)${guesses ? " · diamonds: guess" : ""}`,
    ],
  });
  const dotsPx = tops.map((top) => top + BAR_PX + DOTS_PX / 2);
  return {
    title: title(all),
    data: [
      ...bars(
        all,
        tops.map((top) => top + BAR_PX / 2),
      ),
      ...all.flatMap((group, i) => dots(group, dotsPx[i]!)),
      ...(guesses
        ? [
            diamondsAt(
              diamonds,
              dotsPx.map((at) => at + DOTS_PX),
              toMs,
            ),
          ]
        : []),
    ],
    layout,
    alt: `Bars of wall time. ${all.map((group) => sentence(group, alone(group, all))).join(" ")}`,
    table: style.without(
      all.map((group) => row(group, alone(group, all))),
      jobs(all).length > 1 ? [] : ["job", "size"],
    ),
  };
}

function startUpMs({ sample, cold }: Group): number {
  return middle(cold.length > 0 ? cold : sample, (run) => run.startUpMs);
}

function reachMs(group: Group): number {
  const walls = [...group.sample, ...group.cold].map(wallMs);
  return Math.max(group.medianMs + startUpMs(group), ...walls);
}

function guessedMs(guess: Guess, group: Group, base: Group | undefined): number | undefined {
  const nested = guess[group.job];
  const factors = typeof nested === "object" && nested !== null ? (nested as Guess) : guess;
  const factor = factors[group.label] ?? factors[group.way];
  const sound = typeof factor === "number" && factor > 0 && Number.isFinite(factor);
  return sound && base ? base.medianMs / factor : undefined;
}

function bars(all: readonly Group[], y: readonly number[]) {
  const work = all.map(({ medianMs }) => style.round(medianMs));
  const startUp = all.map((group) => style.round(startUpMs(group)));
  const color = all.map(({ way }) => style.colorOf(way));
  const bar = {
    type: "bar",
    orientation: "h",
    y,
    width: BAR_PX,
    customdata: all.map((g) => g.label),
  };
  const hatched = { shape: "/", fgcolor: color, bgcolor: "rgba(0,0,0,0)", size: 5, solidity: 0.35 };
  return [
    {
      ...bar,
      name: "work",
      x: work,
      marker: { color, line: { width: 1, color } },
      hovertemplate: "%{customdata}: work %{x} ms<extra></extra>",
    },
    {
      ...bar,
      name: "start-up",
      base: work,
      x: startUp,
      marker: { color: "rgba(0,0,0,0)", pattern: hatched, line: { width: 1, color } },
      text: startUp.map((at) => (at >= 1 ? `+ ${style.ms(at)}` : "")),
      textposition: "outside",
      cliponaxis: false,
      hovertemplate: "%{customdata}: start-up %{text}<extra></extra>",
    },
  ];
}

function dots({ way, sample, cold }: Group, yPx: number) {
  const color = style.colorOf(way);
  const warm = sample === cold ? [] : sample;
  const strip = (name: string, runs: readonly Run[], symbol: string) => ({
    type: "scatter",
    mode: "markers",
    name,
    x: runs.map((run) => style.round(wallMs(run))),
    y: runs.map(() => yPx),
    marker: { symbol, size: 8, color, opacity: 0.85, line: { width: 1, color } },
    hovertemplate: `${name} repeat: %{x} ms<extra></extra>`,
  });
  return [strip("warm", warm, "circle"), strip("cold", cold, "circle-open")];
}

function diamondsAt(atMs: readonly (number | undefined)[], y: readonly number[], toMs: number) {
  const drawn = atMs.flatMap((at, i) => (at === undefined ? [] : [{ at, y: y[i]! }]));
  const beyond = (at: number) => at > toMs * 0.97;
  return {
    type: "scatter",
    mode: "markers+text",
    name: "guess",
    x: drawn.map(({ at }) => (beyond(at) ? toMs * 0.97 : style.round(at))),
    y: drawn.map((mark) => mark.y),
    text: drawn.map(({ at }) => `guess: ${style.ms(at)}${beyond(at) ? " →" : ""}`),
    textposition: drawn.map(({ at }) => (at > toMs / 2 ? "middle left" : "middle right")),
    marker: {
      symbol: "diamond",
      size: 11,
      color: "#ffffff",
      line: { width: 2, color: style.GREY },
    },
    hoverinfo: "text",
  };
}

function values(group: Group, base: Group | undefined): string {
  const factor = base && base !== group ? [`${style.times(speedUp(group, base))} × as fast`] : [];
  const busy = `${style.times(middle(group.sample, coresBusy))} cores busy`;
  return [style.ms(group.medianMs), ...factor, busy].join(" · ");
}

function sentence(group: Group, base: Group | undefined): string {
  const says = values(group, base).replaceAll(" · ", ", ").replace("× as fast", "times as fast");
  return `${group.label}: ${says}, start-up ${style.ms(startUpMs(group))}.`;
}

function row(group: Group, base: Group | undefined): Row {
  const walls = group.sample.map(wallMs);
  const cold = group.cold.length > 0 ? style.round(middle(group.cold, wallMs)) : "–";
  return {
    job: group.job,
    size: group.size,
    way: group.label,
    "work, median (ms)": style.round(group.medianMs),
    "work, range (ms)": style.bounds(walls),
    "times as fast as single": base ? style.times(speedUp(group, base)) : "–",
    "cores busy": style.times(middle(group.sample, coresBusy)),
    "start-up (ms)": style.round(startUpMs(group)),
    "cold work (ms)": cold,
    repeats: walls.length,
  };
}

/** One message per job, by rule: who is fastest, unless the samples cannot tell. */
function title(all: readonly Group[]): string {
  const labels = jobs(all);
  return labels
    .map((_, i) => all.filter((group) => labels.indexOf(jobs([group])[0]!) === i))
    .map((own) => `${labels.length > 1 ? `${own[0]!.job}: ` : ""}${message(own)}`)
    .join(" · ");
}

function message(all: readonly Group[]): string {
  const base = all.find(({ way }) => way === "single");
  const rivals = all.filter((group) => group !== base).sort((a, b) => a.medianMs - b.medianMs);
  const best = rivals[0] ?? base!;
  const ties = rivals.filter((group) => group === best || !apart(group, best));
  const names = style.list(ties.map(({ label }) => label));
  const busy = `${span(ties, (group) => middle(group.sample, coresBusy))} cores busy`;
  if (!base || best === base)
    return ties.length > 1
      ? `${names} cannot be told apart`
      : values(best, undefined).replace(/^/, `${best.label}: `);
  if (!apart(best, base)) return `No way is clearly faster than single`;
  if (best.medianMs > base.medianMs) return `Nothing beats single: ${names} takes longer`;
  return `${names}: ${span(ties, (group) => speedUp(group, base))} times as fast as single; ${busy}`;
}

function span(all: readonly Group[], measure: (group: Group) => number): string {
  const sorted = all.map(measure).sort((a, b) => a - b);
  const [low, high] = [style.times(sorted[0] ?? 0), style.times(sorted.at(-1) ?? 0)];
  return low === high ? low : `${low}–${high}`;
}
