import { isDeepStrictEqual } from "node:util";
import { ms } from "../figures/numbers.js";
import { worstGapMs } from "../lab/heartbeat.js";
import type { Job } from "../lab/job.js";
import { run } from "../lab/measure.js";
import { coresBusy, median, type Run, wallMs } from "../lab/run.js";
import { way } from "../lab/ways/index.js";
import { type Claim, claim, ofRun, orDisturbed } from "./exercises.js";

/** How work that gives way in slices stands beside the same work without a pause. */
export interface Politeness {
  /** Whether both gave the same answer. */
  readonly sameAnswer: boolean;
  /** How many slices it makes. */
  readonly slices: number;
  /** The longest time without a beat of the heart, and the mean length of a slice, in ms. */
  readonly worstGapMs: number;
  readonly sliceMs: number;
  /** Wall time, divided by that of the work without a pause. */
  readonly timesAsLong: number;
  /** Cores busy in the work without a pause: less than 1 where other programs took the rest. */
  readonly coresBusy: number;
}

/** A run of each, one after the other. */
export interface Round {
  readonly polite: Run;
  readonly plain: Run;
}

/** Beats come every 5 ms at best: of shorter slices than this nothing can be told. */
const SHORTEST_SLICE_MS = 10;
/** What is asked: a gap of so many slices at the most, and so many times as long. */
const MOST_SLICES = 3;
const MOST_TIMES = 1.1;
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 6;
const PATIENCE_MS = 5000;
/** People feel from about here that an answer is not immediate. */
const NOTICED_MS = 100;

/**
 * Runs both jobs on the main thread in turns: three rounds where the best of them will do, some
 * more where they will not.
 *
 * @throws {Error} if a part fails.
 */
export async function politeness(polite: Job, plain: Job, slices: number): Promise<Politeness> {
  const endMs = performance.now() + PATIENCE_MS;
  const rounds: Round[] = [];
  for (;;) {
    rounds.push({ plain: await run(plain, way.async()), polite: await run(polite, way.async()) });
    const it = bestOf(rounds, slices);
    const good = slicesPerGap(it) <= MOST_SLICES && it.timesAsLong <= MOST_TIMES;
    const spent = rounds.length === MOST_ROUNDS || performance.now() > endMs;
    if (spent || (good && rounds.length >= LEAST_ROUNDS)) return it;
  }
}

/**
 * The best of several rounds: another program on the machine can make a run slower and a gap
 * longer, never the other way round.
 */
export function bestOf(rounds: readonly Round[], slices: number): Politeness {
  const fastest = (which: keyof Round) => Math.min(...rounds.map((round) => wallMs(round[which])));
  return {
    sameAnswer: rounds.every(({ polite, plain }) => isDeepStrictEqual(polite.answer, plain.answer)),
    slices,
    worstGapMs: Math.min(...rounds.map(({ polite }) => worstGapMs(polite))),
    sliceMs: fastest("polite") / slices,
    timesAsLong: fastest("polite") / fastest("plain"),
    coresBusy: median(rounds.map(({ plain }) => coresBusy(plain))),
  };
}

/** The longest gap is that of three slices at the most. */
export function yields(): Claim<Politeness> {
  return bound("No gap is longer than three slices.", slicesPerGap, MOST_SLICES, (it) => {
    const measured = `A gap of ${ms(it.worstGapMs)}, and a slice is ${ms(it.sliceMs)}`;
    return `${measured}: what gets its turn where you give way?`;
  });
}

/** It takes a tenth longer at the most. */
export function costsLittle(): Claim<Politeness> {
  const times = (it: Politeness) => it.timesAsLong;
  return bound("At most 10 % slower.", times, MOST_TIMES, (it) => {
    return `${times(it).toFixed(2)} times as long: how often do you give way, and to what?`;
  });
}

/** While a run lasted, the event loop could react: no gap is as long as a third of it. */
export function keepsBeating(): Claim<unknown> {
  return ofRun(
    claim(
      "The heart went on beating.",
      (run) => worstGapMs(run) < Math.max(NOTICED_MS / 2, wallMs(run) / 3),
      (run) => `The event loop could not react for ${ms(worstGapMs(run))}, of ${ms(wallMs(run))}.`,
      { timed: true },
    ),
  );
}

/** A claim that cannot be told if it fails by a little where other programs keep the core. */
function bound(
  says: string,
  measure: (it: Politeness) => number,
  most: number,
  otherwise: (it: Politeness) => string,
): Claim<Politeness> {
  const holds = claim(says, (it: Politeness) => measure(it) <= most, otherwise);
  return (it) => orDisturbed(holds(it), measure(it) > 1.5 * most ? 1 : it.coresBusy);
}

function slicesPerGap({ worstGapMs, sliceMs }: Politeness): number {
  return worstGapMs / Math.max(sliceMs, SHORTEST_SLICE_MS);
}
