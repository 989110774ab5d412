import { nowMs } from "../../lab/clock.js";

/** Takes samples of how long something takes, in ns, for about `forMs`. */
export type Sampler = (forMs: number) => Promise<number[]>;

const LEAST = 5;
const MOST = 200;
/** A batch takes this long or longer: the clock's own price does not count then. */
const BATCH_MS = 2;

/** Samples of what is short: `body` does it so many times, one after another. */
export function inBatches(body: (times: number) => unknown): Sampler {
  return async (forMs) => {
    let times = 1;
    const batch = () => body(times);
    // Another program may make one batch long, but hardly three of them.
    const three = async () => [await timedNs(batch), await timedNs(batch), await timedNs(batch)];
    while (Math.min(...(await three())) < BATCH_MS * 1e6) times *= 2;
    return (await oneByOne(batch)(forMs)).map((ns) => ns / times);
  };
}

/**
 * Samples of what is long enough to be timed one by one; the first two are not counted. `after`
 * puts things in order again, and is not timed.
 */
export function oneByOne(body: () => unknown, after: () => unknown = () => {}): Sampler {
  return async (forMs) => {
    const samples: number[] = [];
    const endMs = nowMs() + forMs;
    for (let i = -2; i < LEAST || (nowMs() < endMs && i < MOST); i++) {
      const ns = await timedNs(body);
      await after();
      if (i >= 0) samples.push(ns);
    }
    return samples;
  };
}

async function timedNs(body: () => unknown): Promise<number> {
  const startMs = nowMs();
  await body();
  return (nowMs() - startMs) * 1e6;
}
