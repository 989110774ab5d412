import type { Every } from "../experiments/schedules/every.js";
import type { Real } from "../experiments/schedules/for-real.js";
import { TWO_CORES } from "../lab/machine.js";
import * as words from "../words/figures/outcomes.js";
import { allEnded, returned } from "../words/figures/schedule.js";
import { round } from "../words/numbers.js";
import type { Figure } from "./figure.js";
import { gather } from "./groups.js";
import * as style from "./style.js";

const WORDS_PX = 20;
const BAR_PX = 18;
const GAP_PX = 12;
const LABEL_PX = 14;

type Kind = words.Kind;

/**
 * How threads can end: in words and with a grey mark, in how many schedules; and, if `real` threads
 * ran, as bars, in which share of their rounds. A share of schedules is no probability, so it has
 * no bar.
 */
export function outcomes(every: Every, real?: Real): Figure {
  const kinds = kindsOf(every, real);
  const marksPx = real ? BAR_PX : 0;
  const labelPx = LABEL_PX * Math.max(...kinds.map(({ label }) => label.length));
  const rowPx = Math.max(WORDS_PX + marksPx, labelPx) + GAP_PX;
  const tops = kinds.map((_, i) => i * rowPx + 4);
  const heightPx = kinds.length * rowPx;
  const key = words.key(kinds, real && { ...real, ...readOf(real) });
  const bottomPx = style.axisPx(key.length) - (real ? 0 : 16);
  // Words and marks stand beside the bars' axis, not on it.
  const beside = real ? "x2" : "x";
  return {
    title: words.title(kinds, every, real),
    data: [possible(kinds, tops, beside), ...(real ? [bars(kinds, tops, real)] : [])],
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: kinds.map((kind, i) =>
        style.words(words.inSchedules(kind, every), 0.04, tops[i]! + WORDS_PX / 2, {
          xref: beside,
        }),
      ),
      xaxis: style.axis(key, { ...(real ? SHARES : BESIDE), fixedrange: true }),
      ...(real ? { xaxis2: { ...BESIDE, overlaying: "x", visible: false, fixedrange: true } } : {}),
      yaxis: style.pixelAxis(
        heightPx,
        kinds.map(({ label }, i) => ({
          yPx: tops[i]! + (WORDS_PX + marksPx) / 2,
          text: label.map(style.plain).join("<br>"),
        })),
      ),
    }),
    alt: kinds.map((kind) => words.sentence(kind, every, real)).join(" "),
    table: kinds.map((kind) => words.row(kind, every, real)),
  };
}

const SHARES = { range: [0, 135], tickvals: [0, 25, 50, 75, 100] };
const BESIDE = { range: [0, 1], showticklabels: false, ...style.NO_LINES };

/** A grey disc for what can happen, a ring for what cannot. */
function possible(kinds: readonly Kind[], tops: readonly number[], xaxis: string) {
  const marks = kinds.map((_, i) => ({ x: 0.02, y: tops[i]! + WORDS_PX / 2 }));
  const symbol = kinds.map(({ schedules }) => (schedules > 0 ? "circle" : "circle-open"));
  const marker = { symbol, size: 10, color: style.GREY, line: { width: 2, color: style.GREY } };
  return style.points("schedules", marks, marker, { xaxis, hoverinfo: "skip" });
}

function bars(kinds: readonly Kind[], tops: readonly number[], real: Real) {
  return {
    ...{ type: "bar", name: "real rounds", orientation: "h", width: BAR_PX },
    ...{ textposition: "outside", constraintext: "none", cliponaxis: false, hoverinfo: "skip" },
    x: kinds.map(({ rounds }) => round((100 * rounds) / Math.max(1, real.rounds), 4)),
    y: tops.map((top) => top + WORDS_PX + BAR_PX / 2),
    text: kinds.map(({ rounds }) => words.share(rounds, real)),
    marker: { color: style.lookOf("worker").color },
  };
}

/** What may spoil the rounds of real threads. */
function readOf({ cores, outcomes }: Real) {
  return { oneCore: cores < TWO_CORES, allEnded: outcomes.every(({ fate }) => fate === "ended") };
}

function kindsOf(every: Every, real?: Real): Kind[] {
  const seen = [
    ...every.outcomes.map((it) => ({ ...it, facts: factsOf(it), example: it.schedule, rounds: 0 })),
    ...(real?.outcomes ?? []).map((it) => ({
      ...it,
      facts: factsOf(it),
      example: "",
      schedules: 0,
    })),
  ];
  const all = gather(seen, ({ facts }) => [...facts]);
  const ends = all.map(([first]) => first!.facts);
  const kinds = all.map((same, i) => ({
    label: labelOf(ends[i]!, ends),
    example: same[0]!.example,
    schedules: same.reduce((sum, it) => sum + it.schedules, 0),
    rounds: same.reduce((sum, it) => sum + it.rounds, 0),
  }));
  // The same order in all figures of a program, what has no end last.
  return kinds.sort((a, b) => orderOf(a).localeCompare(orderOf(b), "en", { numeric: true }));
}

function orderOf(kind: Kind): string {
  return `${kind.label[0]!.includes(" = ") || kind.label[0]!.includes("returned") ? 0 : 1} ${words.name(kind)}`;
}

/** Facts of an end, by what they are about: "x", "A returned", or its fate. */
type Facts = ReadonlyMap<string, string>;

function factsOf(it: Pick<Every["outcomes"][number], "memory" | "gave"> & { fate: string }): Facts {
  const fate = words.fates[it.fate];
  if (fate) return new Map([["fate", fate]]);
  const held = Object.entries(it.memory).map(([name, value]) => [name, `${name} = ${value}`]);
  const given = it.gave.flatMap((value, i) => {
    return value === undefined || value === null ? [] : [[returned(i, ""), returned(i, value)]];
  });
  return new Map([...held, ...given] as [string, string][]);
}

/** What tells this end from the others; all of it if there is no other. */
function labelOf(facts: Facts, all: readonly Facts[]): string[] {
  const ended = all.filter((it) => !it.has("fate"));
  const told = [...facts].filter(
    ([about]) => about === "fate" || new Set(ended.map((it) => it.get(about))).size > 1,
  );
  const own = (told.length > 0 ? told : [...facts]).map(([, fact]) => fact);
  return own.length > 0 ? own : [allEnded];
}
