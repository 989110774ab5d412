import type { Price } from "../experiments/card/card.js";
import { worstGapMs } from "../lab/heartbeat.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../lab/run.js";
import { count, duration, ms, times } from "../words/numbers.js";
import { DECIDERS, type Decider, type Situation, type Snippet } from "./12-snippets.js";
import type { Claim } from "./check.js";
import { orDisturbed } from "./disturbed.js";

/** What was measured of a snippet. */
export interface Answer {
  readonly snippet: Snippet;
  /** What each way takes, in ms, from the simplest to the dearest; `null` if it blocks too long. */
  readonly costs: ReadonlyMap<string, number | null>;
  /** The simplest of the ways that nothing clearly beats; `null` if other programs spoilt it. */
  readonly way: string | null;
  /** The measured numbers that say why. */
  readonly because: string;
}

/** From the simplest way to the one that costs most. */
const SIMPLEST = ["single", "async", "worker", "process"] as const;
/** A way is as good as the best up to this factor: then the simpler one is the better choice. */
const AS_GOOD = 1.25;
/** Longer than this nobody likes to wait for a sign of life. */
const MOST_GAP_MS = 50;

/** Judges the runs of a snippet in its four ways. */
export function answerOf(snippet: Snippet, runs: readonly Run[]): Answer {
  const its = SIMPLEST.map((way) => ({ way, runs: runs.filter((run) => run.way === way) }));
  const costs = new Map(its.map(({ way, runs }) => [way as string, costMs(snippet, runs)]));
  const best = Math.min(...[...costs.values()].filter((cost) => cost !== null));
  const simplest = SIMPLEST.find((name) => (costs.get(name) ?? Infinity) <= AS_GOOD * best)!;
  const way = disturbed(snippet, runs) ? null : simplest;
  return { snippet, costs, way, because: reasonOf(its, simplest) };
}

/** Nobody can take cores away from what only waits. */
function disturbed({ situation }: Snippet, runs: readonly Run[]): boolean {
  return situation !== "waits" && orDisturbed({ ok: false, says: "" }, runs, "several").ok === null;
}

/** The best of the runs: with the start-up, if threads are started for this job alone. */
function costMs({ once, mustReact }: Snippet, runs: readonly Run[]): number | null {
  const able = runs.filter((run) => !mustReact || worstGapMs(run) <= MOST_GAP_MS);
  const fair = able.filter((run) => run.warm !== once);
  if (fair.length === 0) return null;
  return Math.min(...fair.map((run) => workMs(run) + (once ? run.startUpMs : 0)));
}

/** The lab lets the event loop turn between two parts of `single`: a loop of one's own does not. */
function workMs(run: Run): number {
  return run.way === "single" ? wallMs(run) * inProgress(run) : wallMs(run);
}

/** The numbers that could decide, of the best run of this way and of `single`. */
function reasonOf(its: readonly { way: string; runs: readonly Run[] }[], way: string): string {
  const told = its.filter((it) => it.way === way || it.way === "single" || it.way === "worker");
  return told
    .map(({ runs }) => runs.reduce((a, b) => (workMs(b) < workMs(a) ? b : a)))
    .map((run) => {
      const numbers = [
        `${ms(workMs(run))} after ${ms(run.startUpMs)} of start-up`,
        `${times(inProgress(run))} in progress`,
        `${times(coresBusy(run))} cores busy`,
        `longest gap ${ms(worstGapMs(run))}`,
      ];
      return `${wayLabel(run)}: ${numbers.join(", ")}`;
    })
    .join("; ");
}

/** What a reader says of a snippet: the way for it, and the number that decides. */
export interface Said {
  readonly way?: string;
  readonly number?: string;
}

/** Scores what was said of each snippet: two lines for each, the empty ones left out. Never throws. */
export function scoreSnippets(
  said: Readonly<Record<string, Said>>,
  answers: readonly Answer[],
): string {
  const lines = answers.flatMap((answer) =>
    scoreSnippet(said?.[answer.snippet.name] ?? {}, answer),
  );
  return lines.length > 0 ? lines.join("\n") : NO_PREDICTION;
}

const NO_PREDICTION = "No prediction yet. Write one above, run that cell, then this one.";

function scoreSnippet({ way, number }: Said, answer: Answer): string[] {
  const { name, decides } = answer.snippet;
  if (!way && !number) return [];
  const says = `${name}: you said ${way || "no way"}, ${verdictOn(way, answer)}`;
  const right = decides.includes(number as Decider);
  const known = DECIDERS.includes(number as Decider);
  const decided = right
    ? `${number} decides: correct`
    : `you said ${known ? number : `'${number ?? ""}', which is none of ${DECIDERS.join(", ")}`}; ${decides.join(" and ")} decides`;
  return [says, `  ${decided}. ${answer.snippet.because} Measured: ${answer.because}.`];
}

function verdictOn(way: string | undefined, { costs, way: right, snippet }: Answer): string {
  if (right === null) return "not judged, as other programs used the cores";
  if (way === right) return "correct";
  const cost = way === undefined ? undefined : costs.get(way);
  if (cost === undefined) return `and ${right} was right`;
  if (cost === null) return `which blocks the event loop for more than ${MOST_GAP_MS} ms: ${right}`;
  const factor = cost / costs.get(right)!;
  const with_ = snippet.once ? " with the start-up" : "";
  if (factor <= AS_GOOD) return `which is as fast${with_}, but ${right} is simpler`;
  return `which takes ${times(factor)} times as long${with_} as ${right}`;
}

/** A reader's decision table: for each situation the name of a way. */
export type Table = Readonly<Partial<Record<Situation, string>>>;

/**
 * Scores a decision table: every snippet is run as the table says, and each row says how many times
 * the least time that takes. An empty table gets a sentence of its own. Never throws.
 */
export function scoreTable(table: Table, answers: readonly Answer[]): string {
  if (!Object.values(table ?? {}).some((way) => way)) return NO_PREDICTION;
  const rows = answers.map((answer) => {
    const { snippet } = answer;
    const { says, good } = scoreRow(table?.[snippet.situation] ?? "", answer);
    return { says: `${snippet.name} (${snippet.situation}): ${says}`, good };
  });
  const judged = rows.filter(({ good }) => good !== null);
  const right = judged.filter(({ good }) => good).length;
  const open = rows.length - judged.length;
  const fits = `Your table fits ${right} of ${judged.length}${open > 0 ? `; ${open} not judged` : ""}.`;
  return [...rows.map(({ says }) => says), fits].join("\n");
}

/** What a way is worth for a snippet; `good` is `null` if other programs spoilt it. */
function scoreRow(way: string, { costs, way: right }: Answer) {
  const cost = costs.get(way);
  if (cost === undefined) {
    return { says: `'${way}' is none of ${SIMPLEST.join(", ")}`, good: false };
  }
  if (right === null) return { says: "not judged, as other programs used the cores", good: null };
  if (cost === null)
    return { says: `${way} blocks the event loop: ${right} does not`, good: false };
  const factor = Math.max(1, cost / costs.get(right)!);
  if (factor <= AS_GOOD) return { says: `${way}, correct`, good: true };
  return { says: `${way}, ${times(factor)} times as long as ${right}`, good: false };
}

/** The letter of the cheapest of some rows of a card, by their names. */
export function cheapest(prices: readonly Price[], rows: Readonly<Record<string, string>>): string {
  const costs = Object.entries(rows).map(([letter, row]) => ({ letter, ns: priceOf(prices, row) }));
  return costs.reduce((a, b) => (b.ns < a.ns ? b : a)).letter;
}

/** @throws {RangeError} if the card has no such row. */
function priceOf(prices: readonly Price[], row: string): number {
  const price = prices.find(({ what }) => what === row);
  if (price) return price.ns;
  const names = prices.map(({ what }) => `'${what}'`).join(", ");
  throw new RangeError(`Cannot find the price of '${row}' as the card has: ${names}`);
}

/** Two rows of a card: one that matters here, and one that does not. */
export interface Reason {
  readonly little: string;
  readonly much: string;
}

/** A decision rests on two rows of the card that are ten times apart: less says nothing. */
export function tenTimesApart(prices: readonly Price[]): Claim<Reason> {
  return ({ little, much }) => {
    const [low, high] = [priceOf(prices, little), priceOf(prices, much)];
    const both = `'${little}' takes ${duration(low)} and '${much}' ${duration(high)}`;
    if (high >= 10 * low) return { ok: true, says: `${both}: ${count(high / low)} times as long.` };
    const says = `${both}: that is less than ten times as long, and may be the other way round on another machine.`;
    return { ok: false, says };
  };
}
