import { isDeepStrictEqual } from "node:util";
import { worstGapMs } from "./heartbeat.js";
import type { Job } from "./job.js";
import { run } from "./measure.js";
import { type Run, wallMs } from "./run.js";
import { way } from "./ways/index.js";

/** How a job that gives way in slices stands beside the same work without a pause. */
export interface Politeness {
  /** Whether both gave the same answer. */
  readonly sameAnswer: boolean;
  /** The longest time without a turn of the event loop, and the mean length of a slice, in ms. */
  readonly worstGapMs: number;
  readonly sliceMs: number;
  /** Wall time, divided by that of the work without a pause. */
  readonly timesAsLong: number;
}

/** Beats come every 5 ms at best: of shorter slices than this nothing can be told. */
const SHORTEST_SLICE_MS = 10;
const MOST_ROUNDS = 8;
const PATIENCE_MS = 8000;

/**
 * Runs both jobs on the main thread in turns, and keeps the best of each: another program on the
 * machine can make a run slower and a gap longer, never the other way round. So it takes three
 * rounds where they will do, and some more where they will not.
 *
 * @throws {Error} if a part fails.
 */
export async function politeness(polite: Job, plain: Job, slices: number): Promise<Politeness> {
  const startedMs = performance.now();
  const rows: { polite: Run; plain: Run }[] = [];
  let best = await round();
  while (rows.length < 3 || (!isPolite(best) && rows.length < MOST_ROUNDS && patient())) {
    best = await round();
  }
  return best;

  async function round(): Promise<Politeness> {
    rows.push({ plain: await run(plain, way.async()), polite: await run(polite, way.async()) });
    const gaps = rows.map((row) => worstGapMs(row.polite));
    const fastest = (which: "polite" | "plain") =>
      Math.min(...rows.map((row) => wallMs(row[which])));
    return {
      sameAnswer: rows.every((row) => isDeepStrictEqual(row.polite.answer, row.plain.answer)),
      worstGapMs: Math.min(...gaps),
      sliceMs: fastest("polite") / slices,
      timesAsLong: fastest("polite") / fastest("plain"),
    };
  }

  function patient(): boolean {
    return performance.now() - startedMs < PATIENCE_MS;
  }
}

/** The longest gap is that of three slices at the most. */
export function givesWay({ worstGapMs, sliceMs }: Politeness): boolean {
  return worstGapMs <= 3 * Math.max(sliceMs, SHORTEST_SLICE_MS);
}

/** It costs a tenth of the throughput at the most. */
export function costsLittle({ timesAsLong }: Politeness): boolean {
  return timesAsLong <= 1.1;
}

function isPolite(it: Politeness): boolean {
  return givesWay(it) && costsLittle(it);
}
