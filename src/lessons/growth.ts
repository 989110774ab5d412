import { growth, type Method, type Move } from "../experiments/moving/move.js";
import { times } from "../figures/numbers.js";

/**
 * Scores guessed growth factors, `{ clone: 1000 }`: a sentence per method. Costs differ much from
 * machine to machine: a factor counts as right where it is off by five at most. Never throws.
 */
export function scoreGrowth(
  guess: Readonly<Record<string, unknown>>,
  moves: readonly Move[],
): string {
  const said = Object.entries(guess ?? {}).filter(([, it]) => it !== undefined && it !== null);
  if (said.length === 0) return "No guess yet: write one above and run this again.";
  const lines = said.map(([method, factor]) => {
    const grown = growth(moves, method as Method);
    if (!grown) return `${method}: no such method was measured.`;
    if (typeof factor !== "number" || !(factor > 0 && factor < Infinity))
      return `${method}: a guess is a number above 0, such as 1 (no longer).`;
    return `${method}: you said ${times(factor)} times as long, it was ${times(grown.factor)}: ${off(factor / grown.factor)}.`;
  });
  return lines.join("\n");
}

function off(ratio: number): string {
  const by = ratio > 1 ? ratio : 1 / ratio;
  return by <= 5 ? "right" : `${times(by)} times too ${ratio > 1 ? "high" : "low"}`;
}
