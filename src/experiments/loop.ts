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
  const runs: { plain: Run[]; yielding: Run[] } = { plain: [], yielding: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.plain.push(await run(plain, way.async()));
    runs.yielding.push(await run(yielding, way.async()));
  }
  return bestOf(runs.yielding, runs.plain, slices);
}

/**
 * The best of several rounds: another program on the machine can make a run slower and a gap
 * longer, never the other way round.
 */
export function bestOf(
  yielding: readonly Run[],
  plain: readonly Run[],
  slices: number,
): Responsiveness {
  const [yieldingMs, plainMs] = [yielding, plain].map((runs) => Math.min(...runs.map(wallMs)));
  return {
    sameAnswer: plain.every(({ answer }, i) => isDeepStrictEqual(answer, yielding[i]?.answer)),
    slices,
    worstGapMs: Math.min(...yielding.map(worstGapMs)),
    sliceMs: yieldingMs! / slices,
    timesAsLong: yieldingMs! / plainMs!,
    plain,
  };
}
