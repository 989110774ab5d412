import type { Price } from "../experiments/card/card.js";
import { worstGapMs } from "../lab/heartbeat.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/lessons/12-choosing.js";
import { none } from "../words/lessons/scores.js";
import { DECIDERS, type Decider, type Situation, type Snippet } from "./12-snippets.js";
import type { Claim } from "./check.js";
import { AS_FAST, orDisturbed } from "./disturbed.js";

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
/** Longer than this nobody likes to wait for a sign of life. */
const MOST_GAP_MS = 50;

/** Judges the runs of a snippet in its four ways. */
export function answerOf(snippet: Snippet, runs: readonly Run[]): Answer {
  const its = SIMPLEST.map((way) => ({ way, runs: runs.filter((run) => run.way === way) }));
  const costs = new Map(its.map(({ way, runs }) => [way as string, costMs(snippet, runs)]));
  const best = Math.min(...[...costs.values()].filter((cost) => cost !== null));
  const simplest = SIMPLEST.find((name) => (costs.get(name) ?? Infinity) <= AS_FAST * best)!;
  const way = disturbed(snippet, runs) ? null : simplest;
  return { snippet, costs, way, because: reasonOf(its, simplest) };
}

/** Nobody can take cores away from what only waits. */
function disturbed({ situation }: Snippet, runs: readonly Run[]): boolean {
  return situation !== "waits" && orDisturbed({ ok: false, says: "" }, runs, "several").ok === null;
}

/** The best of the runs: with the start-up, if threads are started for this job alone. */
function costMs({ once = false, mustReact }: Snippet, runs: readonly Run[]): number | null {
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
  const best = told.map(({ runs }) => runs.reduce((a, b) => (workMs(b) < workMs(a) ? b : a)));
  return words.numbers(
    best.map((run) => ({
      ...{ way: wayLabel(run), workMs: workMs(run), startUpMs: run.startUpMs },
      ...{ inProgress: inProgress(run), coresBusy: coresBusy(run), worstGapMs: worstGapMs(run) },
    })),
  );
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
  const lines = answers.flatMap((it) => scoreSnippet(said?.[it.snippet.name] ?? {}, it));
  return lines.length > 0 ? lines.join("\n") : none;
}

function scoreSnippet({ way = "", number = "" }: Said, answer: Answer): string[] {
  const { name, decides, because } = answer.snippet;
  if (!way && !number) return [];
  const found = { name, way, because, measured: answer.because };
  return words.snippet(found, worthOf(way, answer).says, decided(number, decides));
}

function decided(number: string, decides: readonly Decider[]): string {
  if (decides.includes(number as Decider)) return words.decider.right(number);
  const isKnown = DECIDERS.includes(number as Decider);
  return words.decider.wrong(isKnown ? number : words.decider.unknown(number, DECIDERS), decides);
}

/** What a way is worth for a snippet; `good` is `null` if other programs spoilt it. */
function worthOf(way: string, { costs, way: right, snippet: { once = false } }: Answer) {
  if (right === null) return { good: null, says: words.way.notJudged };
  if (way === right) return { good: true, says: words.way.right };
  const cost = costs.get(way);
  if (cost === undefined) return { good: false, says: words.way.unknown(right) };
  if (cost === null) return { good: false, says: words.way.blocks(MOST_GAP_MS, right) };
  const factor = cost / costs.get(right)!;
  if (factor <= AS_FAST) return { good: true, says: words.way.notSimplest(right, once) };
  return { good: false, says: words.way.slower(factor, right, once) };
}

/** A reader's decision table: for each situation the name of a way. */
export type Table = Readonly<Partial<Record<Situation, string>>>;

/**
 * Scores a decision table: for every snippet, what the way is worth that the table says. An empty
 * table gets a sentence of its own. Never throws.
 */
export function scoreTable(table: Table, answers: readonly Answer[]): string {
  if (!Object.values(table ?? {}).some((way) => way)) return none;
  const rows = answers.map((answer) => {
    const { name, situation } = answer.snippet;
    const way = table[situation] ?? "";
    const { says, good } = worthOf(way, answer);
    return { says: words.table.row({ name, situation, way }, says), good };
  });
  const judged = rows.filter(({ good }) => good !== null);
  const right = judged.filter(({ good }) => good).length;
  const fits = words.table.fits(right, judged.length, rows.length - judged.length);
  return [...rows.map(({ says }) => says), fits].join("\n");
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
    const ok = high >= 10 * low;
    return { ok, says: words.prices({ what: little, ns: low }, { what: much, ns: high }, ok) };
  };
}
