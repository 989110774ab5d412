import type { Guess } from "../figures/timings.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import type { Picture } from "./pictures.js";

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
    return ["A guess names each way, such as { worker: 2 }: what is written above does not."];
  }
  if (entries.length === 0)
    return ["No guess yet: write one above and run this again. It costs nothing."];
  return entries.map(([way, factor]) => {
    const alone = way.startsWith("python") ? "python" : "single";
    const measured = warmMs(runs, alone) / warmMs(runs, way);
    if (Number.isNaN(measured)) return `${way}: no such way was measured.`;
    if (typeof factor !== "number" || !(factor > 0 && Number.isFinite(factor))) {
      return `${way}: a guess is a number above 0, such as 1 (as fast as alone) or 4.`;
    }
    return `${way}: you said ${round(factor)} times as fast, it was ${round(measured)}: ${off(factor / measured)}.`;
  });
}

/** How far off a factor was, in words: `"right"`, `"1.4 times too high"`, `"twice too low"`. */
function off(ratio: number): string {
  const by = ratio > 1 ? ratio : 1 / ratio;
  if (by < 1.25) return "right";
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
  pictures: Readonly<Record<string, Picture>>,
  run: Run,
): string {
  const letters = Object.keys(pictures).join(", ");
  const letter = typeof choice === "string" ? choice.trim().toUpperCase() : "";
  if (letter === "") return `No guess yet: choose one of ${letters} above and run this again.`;
  const chosen = pictures[letter];
  if (!chosen) return `'${letter}' is none of the pictures: choose one of ${letters}.`;
  const said = `You said ${letter} (${chosen.caption}: ${chosen.means})`;
  if (chosen.holds(run)) return `${said}, and so it was.`;
  const [right] = Object.entries(pictures).find(([, it]) => it.holds(run)) ?? ["none of them"];
  return `${said}. But ${chosen.against(run)}: it was ${right}.`;
}

/** Scores an answer in letters, such as an order: `"BAC"`. Never throws. */
export function scoreLetters(guess: string, happened: string): string {
  const letters = (typeof guess === "string" ? guess : "").toUpperCase().replace(/[^A-Z]/g, "");
  if (letters === "") return "No guess yet: write one above and run this again.";
  return letters === happened.toUpperCase()
    ? `You said ${letters}, and so it was.`
    : `You said ${letters}, but it was ${happened}.`;
}
