import type { ServerStats, Tick } from "../experiments/server/server.js";
import { must, mustBeInteger, mustHold } from "../lab/arguments.js";
import * as words from "../words/figures/timeline.js";
import type { Figure } from "./figure.js";
import * as style from "./style.js";

/** What a server counted, and what it is called in the figure. */
export type Counted = Pick<ServerStats, "timeline"> & { readonly name: string };

/** What {@link timeline} can be told. */
export interface TimelineOptions {
  /** The width of a bar, in ms: a multiple of 20. Default: 20. */
  readonly everyMs?: number;
}

type Key = Exclude<keyof Tick, "atMs">;

/** Bars behind one another: all that was asked, then what came of it. */
const LOOKS: readonly { readonly of: Key; readonly name: string; readonly color: string }[] = [
  { of: "asked", name: "requests", color: style.pale(style.GREY, 0.45) },
  { of: "inVain", name: "answers for nobody", color: style.FAILED },
  { of: "answered", name: "answers", color: "#0072b2" },
];
const PANEL_PX = 84;
const HEADER_PX = 24;

/**
 * What servers saw over time, one below the other: requests as pale bars, answers as dark ones. Every
 * server has a scale of its own.
 * @throws {TypeError | RangeError} if there is nothing to draw.
 */
export function timeline(
  servers: readonly Counted[],
  { everyMs = 20 }: TimelineOptions = {},
): Figure {
  const action = "Cannot draw a timeline";
  mustHold(servers, action, "'servers' must hold what a server has counted, or more");
  const sound = servers.every((it) => Array.isArray(it?.timeline));
  must(sound, action, "each must have a name and the timeline of a server's stats", servers);
  mustBeInteger(action, "everyMs", everyMs, { least: 20, most: 10_000 });
  const facts = servers.map(factsOf);
  const heightPx = servers.length * (PANEL_PX + HEADER_PX);
  const key = words.key(
    everyMs,
    facts.some(({ inVain }) => inVain > 0),
  );
  const bottomPx = style.axisPx(key.length);
  const endMs = Math.max(...servers.map((it) => it.timeline.length * 20));
  return {
    title: words.title(facts),
    data: servers.flatMap((it, i) => bars(it, everyMs, i)),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      xaxis: style.axis(key, { range: [0, endMs], nticks: 7, anchor: axisOf(servers.length - 1) }),
      annotations: facts.map((it, i) => header(it, i, servers.length)),
      ...Object.fromEntries(servers.map((_, i) => panel(i, servers.length))),
    }),
    alt: facts.map(words.sentence).join(" "),
    table: facts.map(({ name, asked, answered, inVain }) => ({
      ...{ name, requests: asked, answers: answered, "answers for nobody": inVain },
    })),
  };
}

function factsOf({ name, timeline }: Counted): words.Facts {
  const sum = (of: Key) => timeline.reduce((all, tick) => all + tick[of], 0);
  return { name, asked: sum("asked"), answered: sum("answered"), inVain: sum("inVain") };
}

function bars({ timeline }: Counted, everyMs: number, nth: number) {
  const ticks = Math.round(everyMs / 20);
  const count = Math.ceil(timeline.length / ticks);
  const starts = Array.from({ length: count }, (_, i) => i * ticks);
  const x = starts.map((first) => (first + ticks / 2) * 20);
  const sums = (of: Key) =>
    starts.map((first) =>
      timeline.slice(first, first + ticks).reduce((sum, tick) => sum + tick[of], 0),
    );
  const answered = sums("answered");
  return LOOKS.map(({ of, name, color }) => {
    const y = sums(of);
    // Answers for nobody stand on those for somebody.
    const base = of === "inVain" ? answered : 0;
    const hovertemplate = style.hover(`%{y} ${name}`);
    const look = { marker: { color, line: { width: 0 } }, width: everyMs, hovertemplate };
    return { type: "bar", name, x, y, base, ...look, yaxis: axisOf(nth) };
  });
}

function axisOf(nth: number): string {
  return nth === 0 ? "y" : `y${nth + 1}`;
}

/** The axis of a panel, from zero; panels stand below one another. */
function panel(nth: number, all: number): [string, object] {
  const step = PANEL_PX + HEADER_PX;
  const top = 1 - (nth * step + HEADER_PX) / (all * step);
  const domain = [Math.max(0, top - PANEL_PX / (all * step)), top];
  const look = { domain, rangemode: "tozero", nticks: 3, automargin: true, fixedrange: true };
  return [nth === 0 ? "yaxis" : `yaxis${nth + 1}`, look];
}

function header(facts: words.Facts, nth: number, all: number) {
  const y = 1 - nth / all;
  const text = words.header({ ...facts, name: style.plain(facts.name) });
  return style.words(text, 0, y, { xref: "paper", yref: "paper", yanchor: "top" });
}
