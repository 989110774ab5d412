import { setTimeout } from "node:timers/promises";
import { nowMs } from "./clock.js";
import { mustBeInteger } from "./door.js";
import { type Claim, claim } from "./exercises.js";
import { get, requests } from "./jobs/requests.js";
import { inOrder } from "./schedule.js";
import { type Server, type ServerOptions, type ServerStats, withServer } from "./server.js";

/** What an attempt gave back, and what the server saw of it. */
export interface Served<T = unknown> {
  readonly result: T;
  /** What the server had counted when the attempt said that it was ready. */
  readonly stats: ServerStats;
}

/**
 * Lets an attempt use a server of its own, and brings back what the server saw. What the attempt
 * started and did not wait for is answered before the server goes.
 */
export function served<T>(
  options: ServerOptions,
  attempt: (server: Server) => T | Promise<T>,
): Promise<Served<T>> {
  return withServer(options, async (server) => {
    const result = await attempt(server);
    const stats = await server.stats();
    await setTimeout((options.slowTail?.ms ?? options.latencyMs ?? 50) + 50);
    return { result, stats };
  });
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
export function heldAtOnce(limit: number): Claim<Served> {
  return claim(
    `The server held ${limit} requests at once, and never more.`,
    ({ stats }) => stats.mostInFlight === limit,
    ({ stats: { mostInFlight: most } }) =>
      most > limit
        ? `No limit: the server held ${most} requests at once, and ${limit} were allowed. ` +
          "Who waits before the next one starts?"
        : `The server never held more than ${most} at once, and ${limit} were allowed: is there ` +
          "an await between two starts?",
  );
}

/** What came back is the text of each path, in the paths' order. */
export function answersInOrder(count: number): Claim<Served> {
  const texts = (result: unknown) => (Array.isArray(result) ? Array.from(result, String) : []);
  const misplaced = (result: unknown) =>
    texts(result).findIndex((text, path) => !text.startsWith(`/${path} is worth `));
  return claim(
    "The answers are all there, in the order of the requests.",
    ({ result }) => texts(result).length === count && misplaced(result) === -1,
    ({ result }) => {
      if (!Array.isArray(result)) return "It gave back no array: return the list of answers.";
      if (result.length < count) {
        const some = `${result.length} of ${count} answers were there`;
        return `Only ${some} when it said that it was ready: who waits for the others?`;
      }
      const at = misplaced(result);
      return `Answer ${at} is '${texts(result)[at]}': it belongs elsewhere, or is still a promise.`;
    },
  );
}

/** What came of so many requests with so many of them in flight. */
export interface Trial {
  readonly refused: number;
  readonly ms: number;
}

/**
 * Makes `count` requests to the server, `inFlight` of them at once, and counts the refused ones.
 *
 * @throws {TypeError | RangeError} if `count` or `inFlight` is no integer >= 1.
 */
export async function tryOut(url: string, count: number, inFlight: number): Promise<Trial> {
  mustBeInteger("Cannot try the server out", "inFlight", inFlight, { most: 10_000 });
  let refused = 0;
  const starts = requests({ url, count }).parts.map((part) => async () => {
    await get(String(part)).catch(() => refused++);
  });
  const startMs = nowMs();
  await inOrder(starts, inFlight);
  return { refused, ms: nowMs() - startMs };
}
