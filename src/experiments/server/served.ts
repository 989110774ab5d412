import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { get, requests } from "../../jobs/requests.js";
import { mustBeInteger } from "../../lab/arguments.js";
import { nowMs } from "../../lab/clock.js";
import { inOrder } from "../../lab/schedule.js";
import { type Server, type ServerOptions, type ServerStats, withServer } from "./server.js";

/** What an attempt gave back when it was ready, and what the server saw of it. */
export interface Served<T = unknown> {
  readonly result: T;
  /** What the server had counted in the end. */
  readonly stats: ServerStats;
}

/**
 * Lets an attempt use a server of its own, and brings back what the server saw. Requests that the
 * attempt started and did not wait for are answered and counted before the server goes.
 */
export function served<T>(
  options: ServerOptions,
  attempt: (server: Server) => T | Promise<T>,
): Promise<Served<T>> {
  return withServer(options, async (server) => {
    const given = await attempt(server);
    // A list that is filled later is not to be judged by what comes later.
    const result = (Array.isArray(given) ? [...given] : given) as T;
    return { result, stats: await atRest(server) };
  });
}

/** What the server has counted, once it holds no request and no new one has come for a while. */
async function atRest(server: Server): Promise<ServerStats> {
  for (let last: ServerStats | undefined; ; ) {
    const stats = await server.stats();
    if (stats.inProgress === 0 && isDeepStrictEqual(stats, last)) return stats;
    last = stats;
    await setTimeout(50);
  }
}

/**
 * Makes `count` requests to the server, `limit` of them at once: how many it refused, and how long
 * it took.
 *
 * @throws {Error} if the server cannot be reached.
 * @throws {TypeError | RangeError} if `count` or `limit` is not an integer >= 1.
 */
export async function countRefused(
  url: string,
  count: number,
  limit: number,
): Promise<{ refused: number; ms: number }> {
  mustBeInteger("Cannot try the server out", "limit", limit, { most: 10_000 });
  let refused = 0;
  const starts = requests({ url, count }).parts.map((part) => async () => {
    await get(String(part)).catch((error: Error) => {
      if (!error.message.includes(" answered 503")) throw error;
      refused++;
    });
  });
  const startMs = nowMs();
  await inOrder(starts, limit);
  return { refused, ms: nowMs() - startMs };
}

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
