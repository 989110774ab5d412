import type { Move } from "../experiments/moving/move.js";
import * as moving from "../experiments/moving/moving.js";
import { pacedRounds } from "./pace.js";
import { withProgress } from "./progress.js";

export { fatesOf } from "../experiments/moving/fates.js";
export { roundTrip } from "../experiments/moving/moving.js";

/**
 * Measures what it takes to bring 1 KiB to 64 MiB to a worker thread or a process and back, by
 * several methods. Returns one row per round trip.
 *
 * @throws {TypeError | RangeError} before anything is started, if an option is out of range.
 */
export function moveBytes(options: moving.MoveOptions = {}): Promise<Move[]> {
  return withProgress(pacedRounds(options), moving.moveBytes);
}
