import { isDeepStrictEqual } from "node:util";
import { worstGapMs } from "../lab/heartbeat.js";
import type { Job } from "../lab/job.js";
import { run } from "../lab/measure.js";
import { type Run, wallMs } from "../lab/run.js";
import { way } from "../lab/ways/index.js";

export { order } from "./order.js";

/** How work that yields in slices stands beside the same work without a pause. */
export interface Responsiveness {
  /** Whether both gave the same answer. */
  readonly sameAnswer: boolean;
  /** How many slices it makes. */
  readonly slices: number;
  /** The longest time without a beat, and the mean length of a slice, in ms. */
  readonly worstGapMs: number;
  readonly sliceMs: number;
  /** Wall time, divided by that of the work without a pause. */
  readonly timesAsLong: number;
  /** The runs of the work without a pause: they tell whether other programs took the core. */
  readonly plain: readonly Run[];
}

/** A run of each, one after the other. */
export interface Round {
  readonly yielding: Run;
  readonly plain: Run;
}

const ROUNDS = 4;

/**
 * Runs both jobs on the main thread in turns, four times, and takes the best of each.
 *
 * @throws {Error} if a part fails.
 */
export async function responsiveness(
  yielding: Job,
  plain: Job,
  slices: number,
): Promise<Responsiveness> {
  const rounds: Round[] = [];
  while (rounds.length < ROUNDS) {
    rounds.push({
      plain: await run(plain, way.async()),
      yielding: await run(yielding, way.async()),
    });
  }
  return bestOf(rounds, slices);
}

/**
 * The best of several rounds: another program on the machine can make a run slower and a gap
 * longer, never the other way round.
 */
export function bestOf(rounds: readonly Round[], slices: number): Responsiveness {
  const fastest = (which: keyof Round) => Math.min(...rounds.map((round) => wallMs(round[which])));
  return {
    sameAnswer: rounds.every(({ yielding, plain }) =>
      isDeepStrictEqual(yielding.answer, plain.answer),
    ),
    slices,
    worstGapMs: Math.min(...rounds.map(({ yielding }) => worstGapMs(yielding))),
    sliceMs: fastest("yielding") / slices,
    timesAsLong: fastest("yielding") / fastest("plain"),
    plain: rounds.map(({ plain }) => plain),
  };
}
