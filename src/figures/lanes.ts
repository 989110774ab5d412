import { mustBeOneOf } from "../lab/arguments.js";
import { CPU_STEP_MS } from "../lab/clock.js";
import { BLOCKED_MS, gaps, worstGapMs } from "../lab/heartbeat.js";
import type { Span } from "../lab/job.js";
import { coresBusy, inProgress, mostInProgress, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/figures/lanes.js";
import { storyOf } from "./deliveries.js";
import type { Figure } from "./figure.js";
import { differ, groups, typical } from "./groups.js";
import * as hosts from "./hosts.js";
import { bars, barsOf, fine, LOOP_PX, type Strip, stack, ticks } from "./strips.js";
import * as style from "./style.js";

/** What {@link lanes} can be told. */
export interface LanesOptions {
  /**
   * What the title says of each run: cores busy, gaps, parts in progress, parts that answered.
   * Default: `"cores"`, or, of a queue some of whose answers were not used, its deliveries.
   */
  readonly title?: keyof typeof words.titles;
}

/**
 * Who did what and when: a strip per way; in it a lane per thread, process or host with a bar per
 * part, dark for its share of a core and pale for the rest, and a cross if it failed; and the event
 * loop's own lane. A queue's deliveries whose answers were not used are empty bars. Of several runs of a way, the one in the middle is drawn.
 * @throws {RangeError} if there are no runs.
 */
export function lanes(runs: Run | readonly Run[], { title }: LanesOptions = {}): Figure {
  mustBeOneOf("Cannot draw lanes", "title", title ?? "cores", Object.keys(words.titles));
  const rows = Array.isArray(runs) ? (runs as readonly Run[]) : [runs as Run];
  const all = groups("draw lanes", rows);
  const chosen = all.map(typical);
  const facts = all.map(({ name }, i) => factsOf(chosen[i]!, name));
  const strips = stack(chosen);
  const heightPx = strips.at(-1)!.loopPx + LOOP_PX;
  const spans = chosen.flatMap(({ spans }) => spans);
  const crossed = spans.some(failed);
  const queued = chosen.some(({ deliveries }) => deliveries);
  const key = words.key(fillOf(spans), crossed, hosts.key(strips));
  const toMs = Math.max(...chosen.map(wallMs)) * 1.01;
  const bottomPx = style.axisPx(key.length);
  return {
    title: words.title(facts, title),
    data: strips.flatMap((strip) => [
      ...parts(strip),
      ...hosts.marks(strip, toMs),
      ...crosses(strip),
      ...loop(strip),
    ]),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      ...hosts.numbered(chosen),
      annotations: [
        ...strips.map((strip, i) => header(strip, chosen, facts[i]!)),
        ...strips.flatMap((strip) => hosts.captions(strip, toMs)),
      ],
      xaxis: style.axis(key, { range: [0, toMs], nticks: 7 }),
      yaxis: style.pixelAxis(heightPx, strips.flatMap(ticks)),
    }),
    alt: strips.map((strip, i) => words.sentence(facts[i]!, drawn(strip))).join(" "),
    table: strips.flatMap((strip, i) => table(strip, facts[i]!, { crossed, queued })),
  };
}

function factsOf(run: Run, name: string): words.Facts {
  return {
    ...{ name, wallMs: wallMs(run), worstGapMs: worstGapMs(run) },
    ...{ coresBusy: coresBusy(run), inProgress: inProgress(run) },
    ...{ parts: run.spans.length, failed: run.spans.filter(failed).length, story: storyOf(run) },
  };
}

/** What the dark part of a bar is: when it ran, if that is known, or how much of a core it had. */
function fillOf(spans: readonly Span[]): Parameters<typeof words.key>[0] {
  if (spans.every(({ ranMs }) => ranMs)) return "turns";
  return spans.every(knowsCpu) ? "share" : "unknown";
}

function failed({ fault }: Span): boolean {
  return fault !== undefined;
}

/** Of a part whose thread or process is gone, nobody can tell. */
function knowsCpu({ cpuMs, fault }: Span): boolean {
  return cpuMs !== null || fault !== undefined;
}

/** A cross at the end of every part that failed. */
function crosses(strip: Strip) {
  const all = barsOf(strip).filter(({ span }) => failed(span));
  if (all.length === 0) return [];
  const marks = all.map(({ toMs, yPx }) => ({ x: toMs - strip.run.startMs, y: yPx }));
  const hovertext = all.map(({ span }) => words.failure(span.part, span.fault!.message));
  return [style.points("failed", marks, style.CROSS, { hovertext, hoverinfo: "text" })];
}

/**
 * Every part as a pale bar with an outline, and in it dark bars: when it ran, if it noted that;
 * otherwise its share of a core, so that parts that take turns on one core fill it together.
 */
function parts(strip: Strip) {
  const { run, lanes } = strip;
  const all = barsOf(strip).filter(({ span }) => !span.unused);
  const fills = all.flatMap((bar) =>
    filled(bar.span).map(({ from, to, share }) => {
      const highPx = share * bar.highPx;
      // From the bottom of its bar upwards; the axis counts pixels downwards.
      return { fromMs: from, toMs: to, yPx: bar.yPx + (bar.highPx - highPx) / 2, highPx };
    }),
  );
  const { color } = style.lookOf(run.way);
  const isTold = (span: Span) => span.ranMs !== undefined || knowsCpu(span);
  const pale = all.map(({ span }) => style.pale(color, isTold(span) ? 0.15 : 0.45));
  const line = { width: all.length > 100 * lanes.length ? 0 : 1, color };
  const opacity = run.deliveries ? hosts.OPACITY : 0.85;
  const told = { hovertext: all.map(({ span }) => inWords(span)), hoverinfo: "text" };
  return [
    { ...bars("part", all, run.startMs), marker: { color: pale, line }, ...told },
    { ...bars("CPU", fills, run.startMs), marker: { color }, opacity, hoverinfo: "skip" },
  ];
}

function inWords({ part, startMs, endMs, cpuMs }: Span): string {
  return words.part(part, endMs - startMs, cpuMs, CPU_STEP_MS);
}

/** When a part ran, if it noted that; otherwise its share of a core, over its whole length. */
function filled({ startMs, endMs, cpuMs, ranMs }: Span) {
  if (ranMs) return ranMs.map(([from, to]) => ({ from, to, share: 1 }));
  const share = Math.min(1, (cpuMs ?? 0) / (endMs - startMs || 1));
  return [{ from: startMs, to: endMs, share }];
}

/** How long a part really ran, where it has noted that. */
function ranForMs({ ranMs = [] }: Span): number {
  return ranMs.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** A tick whenever the event loop could react, a crossed bar for as long as it could not. */
function loop({ run, loopPx }: Strip) {
  const yPx = loopPx + LOOP_PX / 2;
  const beats = run.beatsMs.filter((at) => at >= run.startMs && at <= run.endMs);
  const line = { width: 1, color: style.GREY };
  const tick = { symbol: "line-ns-open", size: LOOP_PX - 6, color: style.GREY, line };
  const ticks = beats.map((at) => ({ x: at - run.startMs, y: yPx }));
  const blocked = gaps(run)
    .filter(({ lengthMs }) => lengthMs > BLOCKED_MS)
    .map(({ fromMs, lengthMs }) => {
      return { fromMs, toMs: fromMs + lengthMs, yPx, highPx: LOOP_PX - 2 };
    });
  const pattern = { shape: "x", fgcolor: style.GREY, bgcolor: style.CLEAR, size: 6, solidity: 0.2 };
  const hovertemplate = style.hover(words.blocked);
  return [
    style.points("could react", ticks, tick, { hoverinfo: "skip" }),
    {
      ...bars("could not react", blocked, run.startMs),
      ...{ marker: { color: style.CLEAR, line, pattern }, hovertemplate },
    },
  ];
}

/** A run's values; its job and number of parts too if they differ. The way stands at the left. */
function header({ run, headerPx }: Strip, all: readonly Run[], facts: words.Facts) {
  const job = differ(all, ({ job }) => job) ? [`<b>${style.plain(run.job)}</b>`] : [];
  const same = all.filter(({ job, size }) => job === run.job && size === run.size);
  const parts = differ(same, ({ parts }) => parts) ? [words.parts(run.parts)] : [];
  return style.words([...job, ...parts, words.values(facts)].join(" · "), 0, headerPx + 2);
}

function drawn({ run, lanes }: Strip) {
  const blocked = worstGapMs(run) > BLOCKED_MS;
  return { parts: run.spans.length, lanes: lanes.length, blocked };
}

/** Columns that only some figures need: for parts that failed, and for hosts. */
interface Columns {
  readonly crossed: boolean;
  readonly queued: boolean;
}

function table({ run, lanes }: Strip, facts: words.Facts, { crossed, queued }: Columns) {
  return lanes.map(({ name, rows, host }) => {
    const spans = rows.flat().filter(({ unused }) => !unused);
    const total = (measure: (span: Span) => number) =>
      fine(spans.reduce((sum, span) => sum + measure(span), 0));
    const known = spans.every(knowsCpu);
    const lane = {
      ...{ job: run.job, way: wayLabel(run), lane: name, parts: spans.length },
      most: run.deliveries ? mostInProgress(spans) : rows.length,
      failed: crossed ? spans.filter(failed).length : undefined,
      partsMs: total(({ startMs, endMs }) => endMs - startMs),
      ranMs: spans.length > 0 && spans.every(({ ranMs }) => ranMs) ? total(ranForMs) : undefined,
      cpuMs: known ? total(({ cpuMs }) => cpuMs ?? 0) : null,
      stepMs: CPU_STEP_MS,
    };
    return { ...words.row(lane, facts), ...(queued ? hosts.columns(run, host) : {}) };
  });
}
