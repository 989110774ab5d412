import type { Trip } from "../experiments/moving/fates.js";
import { growth, type Method, type Move } from "../experiments/moving/move.js";
import type { Guess } from "../figures/timings.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import { times } from "../words/numbers.js";
import type { Hypothesis } from "./pictures.js";

const NO_PREDICTION = "No prediction yet. Write one above, run that cell, then this one.";

/** Warm median wall time of a way's rows, by its name or label, in ms; `NaN` where there are none. */
function warmMs(runs: readonly Run[], way: string): number {
  const its = runs.filter((run) => run.warm && (run.way === way || wayLabel(run) === way));
  const sample = its.map(wallMs);
  return sample.length > 0 ? median(sample) : Number.NaN;
}

/**
 * Scores guessed factors against measured rows: one sentence per way, in the guess's order. A
 * factor counts as right where it is off by less than a quarter. Never throws: a guess that is
 * empty or cannot be a factor gets a sentence of its own. Each language is compared with itself.
 */
export function scoreFactors(guess: Guess, runs: readonly Run[]): string[] {
  const entries = Object.entries(guess ?? {}).filter(([, it]) => it !== undefined && it !== null);
  if (guess && typeof guess !== "object") {
    return ["Write one number for each way, for example { worker: 2 }."];
  }
  if (entries.length === 0) return [NO_PREDICTION];
  return entries.map(([way, factor]) => {
    const alone = way.startsWith("python") ? "python" : "single";
    const measured = warmMs(runs, alone) / warmMs(runs, way);
    if (Number.isNaN(measured)) return `${way}: no such way was measured.`;
    if (typeof factor !== "number" || !(factor > 0 && Number.isFinite(factor))) {
      return `${way}: a prediction is a number above 0, such as 1 (as fast as alone) or 4.`;
    }
    return `${way}: you said ${round(factor)}, it was ${round(measured)}: ${off(factor / measured)}.`;
  });
}

/** A factor counts as right if it is off by less than this. */
const QUARTER = 1.25;
/** Costs of moving bytes differ much from machine to machine. */
const FIVE = 5;

/** How far off a factor was, in words: `"right"`, `"1.4 times too high"`, `"twice too low"`. */
function off(ratio: number, tolerance = QUARTER): string {
  const by = ratio > 1 ? ratio : 1 / ratio;
  if (by < tolerance) return "right";
  const times = by > 1.8 && by < 2.2 ? "twice" : `${round(by)} times`;
  return `${times} too ${ratio > 1 ? "high" : "low"}`;
}

function round(factor: number): string {
  return factor >= 10 ? factor.toFixed(0) : factor.toFixed(1).replace(/\.0$/, "");
}

/**
 * Scores the choice of a picture: whether it looks like the measured run, and otherwise what it
 * stands for and what in the run speaks against it. Never throws.
 */
export function scorePicture(
  choice: string,
  pictures: Readonly<Record<string, Hypothesis>>,
  run: Run,
): string {
  const letters = Object.keys(pictures).join(", ");
  const letter = typeof choice === "string" ? choice.trim().toUpperCase() : "";
  if (letter === "")
    return `No prediction yet. Write ${letters} above, run that cell, then this one.`;
  const chosen = pictures[letter];
  if (!chosen) return `'${letter}' is none of the pictures: choose one of ${letters}.`;
  if (chosen.holds(run)) return `You said ${letter}. Correct: ${chosen.means}.`;
  const [right] = Object.entries(pictures).find(([, it]) => it.holds(run)) ?? ["none of them"];
  const said = `You said ${letter} (${chosen.caption}: ${chosen.means})`;
  return `${said}. But ${chosen.against(run)}: it was ${right}.`;
}

/** Scores an answer in letters or digits, such as an order: `"BAC"`. Never throws. */
export function scoreLetters(guess: string, happened: string): string {
  const letters = (typeof guess === "string" ? guess : "").toUpperCase().replace(/[^A-Z\d]/g, "");
  if (letters === "") return NO_PREDICTION;
  return letters === happened.toUpperCase()
    ? `You said ${letters}. Correct.`
    : `You said ${letters}, but it was ${happened}.`;
}

/** Scores guessed fates: a sentence per value, the empty ones left out. Never throws. */
function scoreFates(guess: Readonly<Record<string, string>>, all: readonly Trip[]): string {
  const said = all.filter(({ value }) => guess?.[value]);
  if (said.length === 0) return NO_PREDICTION;
  const lines = said.map(({ value, fate }) => {
    const right = String(guess[value]).trim().toLowerCase() === fate;
    return `${value}: you said ${guess[value]}, ${right ? "correct" : `it was: ${fate}`}.`;
  });
  return lines.join("\n");
}

/**
 * Scores guessed growth factors, `{ clone: 1000 }`: a sentence per method. Costs differ much from
 * machine to machine: a factor counts as right where it is off by five at most. Never throws.
 */
function scoreGrowth(guess: Readonly<Record<string, unknown>>, moves: readonly Move[]): string {
  const said = Object.entries(guess ?? {}).filter(([, it]) => it !== undefined && it !== null);
  if (said.length === 0) return NO_PREDICTION;
  const lines = said.map(([method, factor]) => {
    const grown = growth(moves, method as Method);
    if (!grown) return `${method}: no such method was measured.`;
    if (typeof factor !== "number" || !(factor > 0 && factor < Infinity))
      return `${method}: a prediction is a number above 0, such as 1 (no longer).`;
    return `${method}: you said ${times(factor)} times as long, it was ${times(grown.factor)}: ${off(factor / grown.factor, FIVE)}.`;
  });
  return lines.join("\n");
}

/** Scores predicted factors against measured runs, or against moved bytes: a sentence each. */
export function score(guess: Guess, measured: readonly Run[] | readonly Move[]): string;
/** Scores predicted fates of values against what became of them: a sentence each. */
export function score(guess: Readonly<Record<string, string>>, trips: readonly Trip[]): string;
/** Scores a chosen picture against a measured run. */
export function score(
  choice: string,
  run: Run,
  pictures: Readonly<Record<string, Hypothesis>>,
): string;
/** Scores an answer in letters, such as an order, against what happened. */
export function score(guess: string, happened: string): string;
export function score(
  guess: Guess | string,
  measured: readonly (Run | Move | Trip)[] | Run | string,
  pictures: Readonly<Record<string, Hypothesis>> = {},
): string {
  if (typeof measured === "string") return scoreLetters(guess as string, measured);
  if (!Array.isArray(measured)) return scorePicture(guess as string, pictures, measured as Run);
  const [first] = measured as readonly object[];
  if (first && "fate" in first) return scoreFates(guess as Record<string, string>, measured);
  if (first && "method" in first) return scoreGrowth(guess as Guess, measured);
  return scoreFactors(guess as Guess, measured).join("\n");
}
