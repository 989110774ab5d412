import type { Trip } from "../experiments/moving/fates.js";
import { growth, type Method, type Move } from "../experiments/moving/move.js";
import type { Guess } from "../figures/timings.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/lessons/scores.js";
import type { Hypothesis } from "./pictures.js";

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
  if (guess && typeof guess !== "object") return [words.notByWay];
  return scoreEach(guess, (way, factor) => {
    const alone = way.startsWith("python") ? "python" : "single";
    const measured = warmMs(runs, alone) / warmMs(runs, way);
    if (Number.isNaN(measured)) return words.noSuchWay(way);
    if (!isFactor(factor)) return words.noFactor(way, "1 (as fast as single) or 4");
    return words.speedUp(way, factor, measured, QUARTER);
  });
}

/** A sentence for each guess, the empty ones left out. */
function scoreEach(guess: Guess, score: (name: string, factor: unknown) => string): string[] {
  const said = Object.entries(guess ?? {}).filter(([, it]) => it !== undefined && it !== null);
  return said.length > 0 ? said.map(([name, factor]) => score(name, factor)) : [words.none];
}

function isFactor(guess: unknown): guess is number {
  return typeof guess === "number" && guess > 0 && Number.isFinite(guess);
}

/** A factor counts as right if it is off by less than this. */
const QUARTER = 1.25;
/** Costs of moving bytes differ much from machine to machine. */
const FIVE = 5;

/**
 * Scores the choice of a picture: whether it looks like the measured run, and otherwise what it
 * stands for and what in the run speaks against it. Never throws.
 */
export function scorePicture(
  choice: string,
  pictures: Readonly<Record<string, Hypothesis>>,
  run: Run,
): string {
  const letters = Object.keys(pictures);
  const letter = typeof choice === "string" ? choice.trim().toUpperCase() : "";
  if (letter === "") return words.noLetter(letters);
  const chosen = pictures[letter];
  if (!chosen) return words.sketch.unknown(letter, letters);
  if (chosen.holds(run)) return words.sketch.right(letter, chosen.means);
  const right = letters.find((it) => pictures[it]!.holds(run));
  return words.sketch.wrong(letter, chosen, chosen.against(run), right);
}

/** Scores an answer in letters or digits, such as an order: `"BAC"`. Never throws. */
export function scoreLetters(guess: string, happened: string): string {
  const letters = (typeof guess === "string" ? guess : "").toUpperCase().replace(/[^A-Z\d]/g, "");
  return letters === "" ? words.none : words.letters(letters, happened);
}

/** Scores guessed fates: a sentence per value, the empty ones left out. Never throws. */
function scoreFates(guess: Readonly<Record<string, string>>, all: readonly Trip[]): string {
  const said = all.filter(({ value }) => guess?.[value]);
  if (said.length === 0) return words.none;
  return said
    .map(({ value, fate }) => words.fate(value, String(guess[value]).trim(), fate))
    .join("\n");
}

/**
 * Scores guessed growth factors, `{ clone: 1000 }`: a sentence per method. Costs differ much from
 * machine to machine: a factor counts as right where it is off by five at most. Never throws.
 */
function scoreGrowth(guess: Guess, moves: readonly Move[]): string[] {
  return scoreEach(guess, (method, factor) => {
    const grown = growth(moves, method as Method);
    if (!grown) return words.noSuchMethod(method);
    if (!isFactor(factor)) return words.noFactor(method, "1 (no longer)");
    return words.growth(method, factor, grown.factor, FIVE);
  });
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
  if (first && "method" in first) return scoreGrowth(guess as Guess, measured).join("\n");
  return scoreFactors(guess as Guess, measured).join("\n");
}
