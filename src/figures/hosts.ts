import type { Run } from "../lab/run.js";
import * as words from "../words/figures/deliveries.js";
import { round } from "../words/numbers.js";
import { type Drawn, happenings } from "./deliveries.js";
import { type Bar, bars, barsOf, CAPTION_PX, type PartBar, type Strip } from "./strips.js";
import * as style from "./style.js";

/** Okabe and Ito's sky blue. */
const FROZEN = "#56b4e9";
/** Bars lower than this have no room for a number; a smaller number cannot be read. */
const NUMBER_PX = 12;
const LETTERS_PX = 10;
/** How wide the plot is in a narrow window and on a page, and a letter. */
const NARROW_PX = 300;
const WIDE_PX = 660;
const LETTER_PX = 6.5;

/** Above its dark share of a core, the number of a part must be read in either theme. */
export const OPACITY = 0.5;

/** What is drawn over the parts of a run on a queue: what became of deliveries and hosts. */
export function marks(strip: Strip, toMs: number) {
  if (!strip.run.deliveries) return [];
  const all = barsOf(strip);
  return [
    ...band(strip),
    ...silences(strip, all),
    outlines(strip, all, toMs),
    ...arrows(strip, all),
    ...refusals(strip, all),
    ...moments(strip),
  ];
}

/** Numbers on bars are left out where they do not fit. */
export function numbered(runs: readonly Run[]) {
  if (!runs.some(({ deliveries }) => deliveries)) return {};
  return { uniformtext: { mode: "hide", minsize: LETTERS_PX - 1 } };
}

/** How the marks of answers that were not used are read, if there are any. */
export function key(strips: readonly Strip[]): string[] {
  const fates = strips.flatMap(barsOf).flatMap(({ span }) => span.unused ?? []);
  if (fates.length === 0) return [];
  return words.key({
    silent: fates.some(({ silent }) => silent.length > 0),
    refused: fates.some(({ refused }) => refused),
    leasesMs: strips.flatMap(({ run }) => run.deliveries?.leaseMs ?? []),
  });
}

/** The time for which a host was frozen. */
function band({ run, lanes }: Strip) {
  const all = happenings(run).flatMap(({ host, atMs, forMs }): Bar[] => {
    const lane = lanes.find((it) => it.host === host);
    if (!lane || forMs === 0) return [];
    const highPx = lane.rowPx * lane.rows.length;
    return [{ fromMs: atMs, toMs: atMs + forMs, yPx: lane.topPx + highPx / 2, highPx }];
  });
  if (all.length === 0) return [];
  const marker = { color: style.pale(FROZEN, 0.25), line: { width: 1.5, color: FROZEN } };
  return [{ ...bars("frozen", all, 0), marker, hovertemplate: style.hover(words.frozen) }];
}

function silences({ run }: Strip, all: readonly PartBar[]) {
  const silent = all.flatMap(({ span, ...bar }) =>
    (span.unused?.silent ?? []).map(([fromMs, toMs]): Bar => ({ ...bar, fromMs, toMs })),
  );
  if (silent.length === 0) return [];
  const pattern = { shape: "/", fgcolor: style.GREY, bgcolor: style.CLEAR, size: 6, solidity: 0.2 };
  const marker = { color: style.CLEAR, pattern, line: { width: 0 } };
  return [{ ...bars("silence", silent, run.startMs), marker, hoverinfo: "skip" }];
}

/** A frame around an answer that was not used, and a thick one around what was delivered again. */
function outlines({ run }: Strip, all: readonly PartBar[], toMs: number) {
  const { color } = style.lookOf(run.way);
  const widthOf = ({ unused, attempt = 1 }: Drawn) => (attempt > 1 ? 3 : unused ? 1 : 0);
  const line = {
    width: all.map(({ span }) => widthOf(span)),
    color: all.map(({ span }) => (span.unused ? style.GREY : color)),
  };
  const high = all.every(({ highPx }) => highPx >= NUMBER_PX);
  const text = all.map(({ span: { part, attempt = 1 }, fromMs, ...bar }) => {
    const whole = words.number(part, attempt);
    const fits = whole.length * LETTER_PX < (WIDE_PX * (bar.toMs - fromMs)) / toMs;
    return fits ? whole : words.number(part, 1);
  });
  return {
    ...bars("delivery", all, run.startMs),
    ...{ marker: { color: style.CLEAR, line }, ...(high ? { text, textposition: "inside" } : {}) },
    ...{
      insidetextanchor: "start",
      textangle: 0,
      insidetextfont: { size: LETTERS_PX, shadow: style.HALO },
    },
    hovertext: all.map(({ span }) => (span.unused ? inWords(span, span.unused) : "")),
    hoverinfo: all.map(({ span }) => (span.unused ? "text" : "skip")),
  };
}

function inWords({ part, attempt = 1 }: Drawn, { refused, silent }: NonNullable<Drawn["unused"]>) {
  const silentMs = silent.reduce((sum, [from, to]) => sum + to - from, 0);
  return words.unused(part, attempt, refused, silentMs);
}

/** From where a delivery was given up to the next one of its part. */
function arrows({ run }: Strip, all: readonly PartBar[]) {
  return all.flatMap(({ span, yPx }) => {
    const next = all.find((it) => isNext(it.span, span));
    if (!span.unused || !next) return [];
    const from = { x: span.unused.givenUpMs - run.startMs, y: yPx };
    const to = { x: next.fromMs - run.startMs, y: next.yPx };
    const head = { symbol: "arrow", size: [0, 9], angleref: "previous", line: { width: 0 } };
    const line = { width: 1.5, dash: "dot", color: style.GREY };
    const more = { mode: "lines+markers", line, hoverinfo: "skip" };
    return [style.points("delivered again", [from, to], { ...head, color: style.GREY }, more)];
  });
}

function isNext(next: Drawn, { part, attempt = 1 }: Drawn): boolean {
  return next.part === part && next.attempt === attempt + 1;
}

function refusals({ run }: Strip, all: readonly PartBar[]) {
  const refused = all.filter(({ span }) => span.unused?.refused);
  if (refused.length === 0) return [];
  const points = refused.map(({ toMs, yPx }) => ({ x: toMs - run.startMs, y: yPx }));
  return [style.points("refused", points, style.CROSS, { hoverinfo: "skip" })];
}

/** A line across a host's lane when something happened to it. */
function moments({ run, lanes }: Strip) {
  const all = happenings(run).flatMap(({ host, atMs, kind }) => {
    const lane = lanes.find((it) => it.host === host);
    if (!lane || kind === "frozen") return [];
    const highPx = CAPTION_PX + lane.rowPx * lane.rows.length;
    const y = lane.topPx - CAPTION_PX + highPx / 2;
    return [{ x: atMs, y, highPx, color: kind === "killed" ? style.FAILED : style.GREY }];
  });
  if (all.length === 0) return [];
  const color = all.map((it) => it.color);
  // Plotly's line is longer than its size.
  const size = all.map(({ highPx }) => round(highPx / 1.4));
  const marker = { symbol: "line-ns-open", size, color, line: { width: 2, color } };
  return [style.points("event", all, marker, { hoverinfo: "skip" })];
}

/** Over a host's lane what happened to it, from the moment on; close to the end, up to the end. */
export function captions({ run, lanes }: Strip, toMs: number) {
  const msOf = (text: string) => (text.length * LETTER_PX * toMs) / NARROW_PX;
  return lanes.flatMap(({ host, topPx }) => {
    const told: { fromMs: number; text: string }[] = [];
    for (const { atMs, kind } of happenings(run).filter((it) => it.host === host)) {
      const last = told.at(-1);
      if (last && atMs < last.fromMs + msOf(last.text)) last.text += `, ${words.events[kind]}`;
      else told.push({ fromMs: atMs, text: words.events[kind] });
    }
    return told.map(({ fromMs, text }) => {
      const fits = fromMs + msOf(text) < toMs;
      const place = fits ? { xshift: 2 } : { xanchor: "right" };
      const more = { font: { size: 11 }, ...place };
      return style.words(text, fits ? fromMs : toMs, topPx - CAPTION_PX / 2, more);
    });
  });
}

/** The columns of a lane's row in a figure in which a queue stands. */
export function columns({ deliveries, ...run }: Run, host: number | undefined) {
  const clock = deliveries?.hosts[host ?? -1];
  if (!deliveries || !clock) return words.row();
  const own = deliveries.unused.filter((it) => it.host === host);
  return words.row({
    unused: own.length,
    refused: own.filter(({ refusedMs }) => refusedMs !== null).length,
    happened: happenings({ ...run, deliveries }).filter((it) => it.host === host),
    ...{ errorMs: clock.errorMs, leaseMs: deliveries.leaseMs },
  });
}
