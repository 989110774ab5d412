import * as card from "../experiments/card/card.js";
import { compare } from "../lab/measure.js";
import { way } from "../lab/ways/index.js";
import { type Answer, answerOf } from "../lessons/12-choosing.js";
import { snippets } from "../lessons/12-snippets.js";
import { withProgress } from "./progress.js";

export { scoreSnippets, scoreTable } from "../lessons/12-choosing.js";
export { snippets } from "../lessons/12-snippets.js";

/**
 * Measures what a dozen things cost on this machine, from a step of a loop to the start of a
 * process, in about five seconds. Returns one row per price, which `plot.card` draws.
 *
 * @throws {TypeError | RangeError} if an option is out of range.
 */
export function latencyCard(options: card.CardOptions = {}): Promise<card.Price[]> {
  return withProgress(options, card.latencyCard);
}

/** Runs the eight snippets in the four ways of Node, and judges each: about eight seconds. */
export async function answers(): Promise<Answer[]> {
  const found: Answer[] = [];
  for (const snippet of snippets) {
    const { job, width = 2 } = snippet;
    const ways = [way.single(), way.async(), way.worker(width), way.process(width)];
    found.push(answerOf(snippet, await compare(job, ways, { rounds: 1 })));
  }
  return found;
}
