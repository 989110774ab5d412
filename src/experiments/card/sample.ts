import { nowMs } from "../../lab/clock.js";

/** What is done so many times, one after another. */
export type Body = (times: number) => unknown;

const LEAST = 5;
const MOST = 200;
/** A batch takes this long or longer: the clock's own price does not count then. */
const BATCH_MS = 2;

/** How long one takes, in ns, sampled for about `forMs`: many in a batch, for what is short. */
export async function inBatches(body: Body, forMs: number): Promise<number[]> {
  let times = 1;
  // Another program may make one batch long, but hardly three of them.
  while (Math.min(...(await several(() => body(times)))) < BATCH_MS * 1e6) times *= 2;
  const samples = await oneByOne(() => body(times), forMs);
  return samples.map((ns) => ns / times);
}

/**
 * How long one takes, in ns, sampled for about `forMs`; the first two are not counted. `after` puts
 * things in order again, and is not timed.
 */
export async function oneByOne(
  body: () => unknown,
  forMs: number,
  after: () => unknown = () => {},
): Promise<number[]> {
  const samples: number[] = [];
  const endMs = nowMs() + forMs;
  for (let i = -2; i < LEAST || (nowMs() < endMs && i < MOST); i++) {
    const ns = await timedNs(body);
    await after();
    if (i >= 0) samples.push(ns);
  }
  return samples;
}

async function several(body: () => unknown): Promise<number[]> {
  return [await timedNs(body), await timedNs(body), await timedNs(body)];
}

async function timedNs(body: () => unknown): Promise<number> {
  const startMs = nowMs();
  await body();
  return (nowMs() - startMs) * 1e6;
}
