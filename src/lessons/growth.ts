import type { Move } from "../moving/moving.js";
import type { Means } from "../moving/partners.js";
import { median } from "../run.js";

/** How the cost of a means grows between two numbers of bytes. */
export interface Growth {
  /** The most bytes that were moved so, and 1,024 times fewer (or the fewest). */
  readonly fromBytes: number;
  readonly toBytes: number;
  /** Median cost at either end, in ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How many times as long the larger one took. */
  readonly factor: number;
}

/** The medians of a means over its bytes, in order; none where it was not measured. */
export function medians(moves: readonly Move[], means: Means): { bytes: number; ms: number }[] {
  const its = moves.filter((move) => move.means === means);
  return [...new Set(its.map(({ bytes }) => bytes))]
    .sort((a, b) => a - b)
    .map((bytes) => ({
      bytes,
      ms: median(its.filter((move) => move.bytes === bytes).map(({ ms }) => ms)),
    }));
}

/** How the cost of a means grows; `undefined` where it was not measured. */
export function growth(moves: readonly Move[], means: Means): Growth | undefined {
  const all = medians(moves, means);
  const to = all.at(-1);
  if (!to) return undefined;
  const from = all.find(({ bytes }) => bytes * 1024 === to.bytes) ?? all[0]!;
  return {
    fromBytes: from.bytes,
    toBytes: to.bytes,
    fromMs: from.ms,
    toMs: to.ms,
    factor: to.ms / from.ms,
  };
}

/**
 * Scores guessed growth factors, `{ clone: 1000 }`: a sentence per means. Costs differ much from
 * machine to machine: a factor counts as right where it is off by five at most. Never throws.
 */
export function scoreGrowth(
  guess: Readonly<Record<string, unknown>>,
  moves: readonly Move[],
): string {
  const said = Object.entries(guess ?? {}).filter(([, factor]) => typeof factor === "number");
  if (said.length === 0) return "No guess yet: write one above and run this again.";
  const lines = said.map(([means, guessed]) => {
    const factor = guessed as number;
    const grown = growth(moves, means as Means);
    if (!grown) return `${means}: no such means was measured.`;
    if (!(factor > 0)) return `${means}: a guess is a number above 0, such as 1 (no longer).`;
    return `${means}: you said ${word(factor)} times as long, it was ${word(grown.factor)}: ${off(factor / grown.factor)}.`;
  });
  return lines.join("\n");
}

function off(ratio: number): string {
  const by = ratio > 1 ? ratio : 1 / ratio;
  return by <= 5 ? "right" : `${word(by)} times too ${ratio > 1 ? "high" : "low"}`;
}

function word(factor: number): string {
  return factor >= 10 ? Math.round(factor).toLocaleString("en-US") : factor.toFixed(1);
}
