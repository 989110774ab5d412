import type { Trip } from "../experiments/moving/fates.js";
import { growth, type Method, type Move } from "../experiments/moving/move.js";
import type { Guess } from "../figures/timings.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/lessons/scores.js";
import type { Hypothesis } from "./pictures.js";

/** A factor counts as right if it is off by less than this. */
const QUARTER = 1.25;
/** Costs of moving bytes differ much from machine to machine. */
const FIVE = 5;

/** Scores predicted factors against measured runs, or against moved bytes: a sentence each. */
export function score(guess: Guess, measured: readonly Run[] | readonly Move[]): string;
/** Scores predicted fates of values against what became of them: a sentence each. */
export function score(guess: Readonly<Record<string, string>>, trips: readonly Trip[]): string;
/** Scores a chosen picture: what it stands for, and what in the measured run speaks against it. */
export function score(
  choice: string,
  run: Run,
  pictures: Readonly<Record<string, Hypothesis>>,
): string;
/** Scores an answer in letters or digits, such as an order (`"BAC"`), against what happened. */
export function score(guess: string, happened: string): string;
/** Never throws: a guess that is empty, or that cannot be one, gets a sentence of its own. */
export function score(
  guess: Guess | string,
  measured: readonly (Run | Move | Trip)[] | Run | string,
  pictures: Readonly<Record<string, Hypothesis>> = {},
): string {
  if (typeof measured === "string") return scoreLetters(guess, measured);
  if (!Array.isArray(measured)) return scorePicture(guess, pictures, measured as Run);
  if (guess && typeof guess !== "object") return words.notByWay;
  const all = Object.entries((guess as Guess) ?? {}).filter(
    ([, it]) => it !== undefined && it !== null,
  );
  const said = all.map(([name, its]) => {
    const [first] = measured as readonly object[];
    if (first && "fate" in first) return scoreFate(name, its, measured);
    if (first && "method" in first) return scoreGrowth(name as Method, its, measured);
    return scoreSpeedUp(name, its, measured);
  });
  return said.filter(Boolean).join("\n") || words.none;
}

/** Each language is compared with itself. */
function scoreSpeedUp(way: string, factor: unknown, runs: readonly Run[]): string {
  const alone = way.startsWith("python") ? "python" : "single";
  const measured = warmMs(runs, alone) / warmMs(runs, way);
  if (Number.isNaN(measured)) return words.noSuchWay(way);
  if (!isFactor(factor)) return words.noFactor(way, "1 (as fast as single) or 4");
  return words.speedUp(way, factor, measured, QUARTER);
}

/** Warm median wall time of a way's rows, by its name or label, in ms; `NaN` where there are none. */
function warmMs(runs: readonly Run[], way: string): number {
  const its = runs.filter((run) => run.warm && (run.way === way || wayLabel(run) === way));
  return its.length > 0 ? median(its.map(wallMs)) : Number.NaN;
}

function scoreGrowth(method: Method, factor: unknown, moves: readonly Move[]): string {
  const grown = growth(moves, method);
  if (!grown) return words.noSuchMethod(method);
  if (!isFactor(factor)) return words.noFactor(method, "1 (no longer)");
  return words.growth(method, factor, grown.factor, FIVE);
}

function isFactor(guess: unknown): guess is number {
  return typeof guess === "number" && guess > 0 && Number.isFinite(guess);
}

function scoreFate(value: string, said: unknown, trips: readonly Trip[]): string {
  const trip = trips.find((it) => it.value === value);
  return trip && said ? words.fate(value, String(said).trim(), trip.fate) : "";
}

function scorePicture(
  choice: unknown,
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

function scoreLetters(guess: unknown, happened: string): string {
  const letters = (typeof guess === "string" ? guess : "").toUpperCase().replace(/[^A-Z\d]/g, "");
  return letters === "" ? words.none : words.letters(letters, happened);
}
