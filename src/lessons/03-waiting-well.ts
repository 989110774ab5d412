import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type Server,
  type ServerOptions,
  type ServerStats,
  withServer,
} from "../experiments/server/server.js";
import { get, requests } from "../jobs/requests.js";
import { mustBeInteger } from "../lab/arguments.js";
import { nowMs } from "../lab/clock.js";
import type { Run } from "../lab/run.js";
import { inOrder } from "../lab/schedule.js";
import { type Claim, claim } from "./exercises.js";

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

/** What the server has counted when it holds nothing and has not been asked for a while. */
async function atRest(server: Server): Promise<ServerStats> {
  for (let last: ServerStats | undefined; ; ) {
    const stats = await server.stats();
    if (stats.inProgress === 0 && isDeepStrictEqual(stats, last)) return stats;
    last = stats;
    await setTimeout(50);
  }
}

/** The server was asked for the paths /0, /1, … of so many requests, for each of them once. */
export function askedOnce(count: number): Claim<Served> {
  return claim(
    "Every path was asked once.",
    ({ stats: { asked } }) => times(asked, count).every((it) => it === 1),
    ({ stats: { asked } }) => {
      const wrong = times(asked, count).findIndex((it) => it !== 1);
      return `The server was asked for /${wrong} ${asked[`/${wrong}`] ?? 0} times, and once was right.`;
    },
  );
}

function times(asked: ServerStats["asked"], count: number): number[] {
  return Array.from({ length: count }, (_, path) => asked[`/${path}`] ?? 0);
}

/** On its side the server held exactly so many requests at the busiest moment. */
export function limitKept(limit: number): Claim<Served> {
  return claim(
    `The server held ${limit} requests at once, and never more.`,
    ({ stats }) => stats.mostInProgress === limit,
    ({ stats: { mostInProgress: most } }) =>
      most > limit
        ? `No limit: the server held ${most} requests at once, and ${limit} were allowed. ` +
          "Who waits before the next one starts?"
        : `The server never held more than ${most} at once, and ${limit} were allowed: is there ` +
          "an await between two starts?",
  );
}

/** What came back, or was a run's answer, is the text of each path, in the paths' order. */
export function answersInOrder(count: number): Claim<Served> {
  const misplaced = (texts: readonly unknown[]) =>
    Array.from(texts, String).findIndex((it, path) => !it.startsWith(`/${path} is worth `));
  return claim(
    "The answers are all there, in the order of the requests.",
    ({ result }) => textsOf(result).length === count && misplaced(textsOf(result)) === -1,
    ({ result }) => {
      const texts = textsOf(result);
      if (texts.length < count) {
        const some = `${texts.length} of ${count} answers were there`;
        return `Only ${some} when it said that it was ready: who waits for the others?`;
      }
      const at = misplaced(texts);
      return `Answer ${at} is '${texts[at]}': it belongs elsewhere, or is still a promise.`;
    },
  );
}

function textsOf(result: unknown): readonly unknown[] {
  const answer = (result as Run | null | undefined)?.answer ?? result;
  return Array.isArray(answer) ? answer : [];
}

/** While parts were left to start, hardly a place of so many stood empty in the run. */
export function noGap(places: number): Claim<Served> {
  const percent = ({ result }: Served) => Math.round(100 * emptyShare(result as Run, places));
  return claim(
    "A free place is taken at once.",
    (it) => percent(it) < 25,
    (it) =>
      `Places stood empty for ${percent(it)} % of the time, while there was something to start: ` +
      "which ones, and whom did they wait for?",
    { timed: true },
  );
}

/**
 * Which share of the places stood empty, on average, while there were parts left to start: from 0
 * to 1. Where everything was started at once there was none.
 */
export function emptyShare({ spans }: Run, places: number): number {
  const starts = spans.map(({ startMs }) => startMs);
  const [from, to] = [Math.min(...starts), Math.max(...starts)];
  const taken = spans.reduce((sum, { startMs, endMs }) => sum + Math.min(endMs, to) - startMs, 0);
  return to > from ? Math.max(0, 1 - taken / (places * (to - from))) : 0;
}

/** What came of so many requests with so many of them in flight. */
export interface Trial {
  readonly refused: number;
  readonly ms: number;
}

/**
 * Makes `count` requests to the server, `limit` of them at once, and counts the refused ones.
 *
 * @throws {Error} if the server cannot be reached.
 * @throws {TypeError | RangeError} if `count` or `limit` is no integer >= 1.
 */
export async function countRefused(url: string, count: number, limit: number): Promise<Trial> {
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
