import * as card from "../experiments/card/card.js";
import { withProgress } from "./progress.js";

/**
 * Measures what a dozen things cost on this machine, from a step of a loop to the start of a
 * process, in about five seconds. Returns one row per price, which `plot.card` draws.
 *
 * @throws {TypeError | RangeError} if an option is out of range.
 */
export function latencyCard(options: card.CardOptions = {}): Promise<card.Price[]> {
  return withProgress(options, card.latencyCard);
}
