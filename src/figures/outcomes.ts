import type { Every } from "../experiments/schedules/every.js";
import { letterOf } from "../experiments/schedules/execution.js";
import type { Real } from "../experiments/schedules/for-real.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import * as style from "./style.js";

const WORDS_PX = 20;
const BAR_PX = 18;
const GAP_PX = 12;
const LABEL_PX = 14;
/** With fewer cores no two threads run at the same instant. */
const TWO_CORES = 1.5;

/** One way to end, as it is drawn. */
interface Kind {
  /** What tells it from the others, in words, such as "x = 1". */
  readonly label: readonly string[];
  readonly schedules: number;
  readonly example: string;
  readonly rounds: number;
}

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
  const key = keyOf(kinds, real);
  const bottomPx = style.axisPx(key.length) - (real ? 0 : 16);
  // Words and marks stand beside the bars' axis, not on it.
  const beside = real ? "x2" : "x";
  return {
    title: title(kinds, every, real),
    data: [possible(kinds, tops, beside), ...(real ? [bars(kinds, tops, real)] : [])],
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: kinds.map((kind, i) =>
        style.words(inSchedules(kind, every), 0.04, tops[i]! + WORDS_PX / 2, { xref: beside }),
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
    alt: kinds.map((kind) => `${sentence(kind, every, real)}.`).join(" "),
    table: kinds.map((kind) => row(kind, every, real)),
  };
}

const SHARES = { range: [0, 135], tickvals: [0, 25, 50, 75, 100] };
const BESIDE = { range: [0, 1], showticklabels: false, showgrid: false, zeroline: false };

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
    x: kinds.map(({ rounds }) => say.round((100 * rounds) / Math.max(1, real.rounds), 4)),
    y: tops.map((top) => top + WORDS_PX + BAR_PX / 2),
    text: kinds.map(({ rounds }) => share(rounds, real)),
    marker: { color: style.lookOf("worker").color },
  };
}

/** A share of the rounds in words. */
function share(rounds: number, real: Real): string {
  if (rounds === 0) return "not seen";
  if (rounds === real.rounds) return "100 %";
  const percent = (100 * rounds) / real.rounds;
  if (percent < 0.001) return `${rounds} of ${say.count(real.rounds)}`;
  return `${percent > 99 ? percent.toFixed(1) : say.round(percent, 2)} %`;
}

function inSchedules({ schedules, example }: Kind, every: Every): string {
  const all = `${say.count(every.schedules)} ${every.complete ? "" : "seen "}schedules`;
  if (schedules === 0) return `in none of ${all}`;
  const most = example.length > 16 ? `${example.slice(0, 15)}…` : example;
  return `in ${say.count(schedules)} of ${all}, such as ${most || "the one without a step"}`;
}

function kindsOf(every: Every, real?: Real): Kind[] {
  const facts = new Map<
    string,
    { facts: Facts; schedules: number; example: string; rounds: number }
  >();
  const add = (its: Facts, schedules: number, example: string, rounds: number) => {
    const key = JSON.stringify([...its]);
    const old = facts.get(key) ?? { facts: its, schedules: 0, example, rounds: 0 };
    const sums = { schedules: old.schedules + schedules, rounds: old.rounds + rounds };
    facts.set(key, { ...old, ...sums });
  };
  for (const it of every.outcomes) add(factsOf(it), it.schedules, it.schedule, 0);
  for (const it of real?.outcomes ?? []) add(factsOf(it), 0, "", it.rounds);
  const all = [...facts.values()];
  const ends = all.map((it) => it.facts);
  const kinds = all.map(({ facts, ...numbers }) => ({ label: labelOf(facts, ends), ...numbers }));
  // The same order in all figures of a program, what has no end last.
  return kinds.sort((a, b) => orderOf(a).localeCompare(orderOf(b), "en", { numeric: true }));
}

function orderOf(kind: Kind): string {
  return `${kind.label[0]!.includes(" = ") || kind.label[0]!.includes("returned") ? 0 : 1} ${nameOf(kind)}`;
}

/** Facts of an end, by what they are about: "x", "A returned", or its fate. */
type Facts = ReadonlyMap<string, string>;

const FATES: Readonly<Record<string, string>> = {
  stuck: "stuck",
  endless: "no end",
  held: "a lock is kept",
};

function factsOf(it: Pick<Every["outcomes"][number], "memory" | "gave"> & { fate: string }): Facts {
  const fate = FATES[it.fate];
  if (fate) return new Map([["fate", fate]]);
  const held = Object.entries(it.memory).map(([name, value]) => [name, `${name} = ${value}`]);
  const returned = it.gave.flatMap((value, i) => {
    const about = `${letterOf(i)} returned`;
    return value === undefined || value === null ? [] : [[about, `${about} ${value}`]];
  });
  return new Map([...held, ...returned] as [string, string][]);
}

/** What tells this end from the others; all of it if there is no other. */
function labelOf(facts: Facts, all: readonly Facts[]): string[] {
  const ended = all.filter((it) => !it.has("fate"));
  const told = [...facts].filter(
    ([about]) => about === "fate" || new Set(ended.map((it) => it.get(about))).size > 1,
  );
  const words = (told.length > 0 ? told : [...facts]).map(([, words]) => words);
  return words.length > 0 ? words : ["all have ended"];
}

function nameOf({ label }: Kind): string {
  return label.join(", ");
}

function sentence(kind: Kind, every: Every, real?: Real): string {
  const rounds = real ? `; real rounds: ${share(kind.rounds, real)}` : "";
  return `${nameOf(kind)}: ${inSchedules(kind, every)}${rounds}`;
}

/** The message: what no schedule explains, then what real threads did, then what can happen. */
function title(kinds: readonly Kind[], every: Every, real?: Real): string {
  const all = `${say.count(every.schedules)} ${every.complete ? "" : "seen "}schedules`;
  const odd = kinds.find(({ schedules, rounds }) => schedules === 0 && rounds > 0);
  if (real && odd) {
    return `${nameOf(odd)}: in ${share(odd.rounds, real)} of the real rounds, and in no schedule`;
  }
  const [only, ...others] = kinds;
  if (only && others.length === 0) {
    const rounds = real ? `, and in all ${say.count(real.rounds)} real rounds` : "";
    return `${nameOf(only)} in all ${all}${rounds}`;
  }
  const few = kinds.some(({ label }) => label.length > 1) ? 2 : 3;
  const told = kinds.slice(0, few).map((kind) => {
    if (real) return `${nameOf(kind)}: ${share(kind.rounds, real)}`;
    return `${nameOf(kind)}: ${say.count(kind.schedules)}`;
  });
  const more = kinds.length > few ? `; and ${kinds.length - few} more` : "";
  const of = real ? `Of ${say.count(real.rounds)} real rounds` : `Of ${all}`;
  return `${of} – ${told.join("; ")}${more}`;
}

function keyOf(kinds: readonly Kind[], real?: Real): string[] {
  const none = kinds.some(({ schedules }) => schedules === 0) ? " · ring: in no schedule" : "";
  const marks = [`grey disc: can happen${none}`, "(a share of schedules is no probability)"];
  if (!real) return marks;
  const cores =
    real.cores < TWO_CORES
      ? ["one core: threads only take turns, what needs two at once cannot show"]
      : [];
  const ended = real.outcomes.every(({ fate }) => fate === "ended");
  const few =
    real.rounds < real.wanted && ended && cores.length === 0
      ? [`other programs were busy: of ${say.count(real.wanted)} rounds only these found the time`]
      : [];
  const axis = `share of ${say.count(real.rounds)} rounds of real threads, %`;
  return [axis, ...marks, ...cores, ...few];
}

function row(kind: Kind, every: Every, real?: Real): Row {
  return {
    end: nameOf(kind),
    schedules: kind.schedules,
    "of schedules": every.schedules,
    "such as": kind.example,
    ...(real ? { "real rounds": kind.rounds, "of rounds": real.rounds } : {}),
  };
}
