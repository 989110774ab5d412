import { setTimeout as nap } from "node:timers/promises";
import { must, mustBeInteger } from "../../lab/arguments.js";
import { nowMs } from "../../lab/clock.js";

/** Numbers from 0 to 1 that look random, and are the same ones for one `seed` (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What `crowd` can be told. */
export interface CrowdOptions {
  /** How many clients come in a second, on average. */
  perSecond: number;
  /** For how long clients come, in ms. Default 2000. */
  forMs?: number;
  /** Decides at which moments they come. Default 1. */
  seed?: number;
}

/**
 * Lets clients come at random moments, whatever becomes of those before them, as people do who know
 * nothing of each other. `come` says what a client does; promises how it went for each.
 *
 * @throws {TypeError | RangeError} if an argument is out of range.
 */
export async function crowd(
  { perSecond, forMs = 2000, seed = 1 }: CrowdOptions,
  come: (nth: number) => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>[]> {
  const action = "Cannot let a crowd come";
  mustBeInteger(action, "perSecond", perSecond, { most: 1000 });
  mustBeInteger(action, "forMs", forMs, { most: 60_000 });
  must(typeof come === "function", action, "the second argument must be a function", come);
  const random = seeded(seed);
  const fates: Promise<unknown>[] = [];
  const startMs = nowMs();
  for (let atMs = 0; ; ) {
    // Gaps between events that know nothing of each other are distributed exponentially.
    atMs -= (Math.log(1 - random()) * 1000) / perSecond;
    if (atMs > forMs) break;
    const waitMs = atMs - (nowMs() - startMs);
    if (waitMs >= 1) await nap(waitMs);
    const fate = come(fates.length);
    fate.catch(() => {});
    fates.push(fate);
  }
  return Promise.allSettled(fates);
}
