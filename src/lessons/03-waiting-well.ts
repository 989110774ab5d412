import type { Served } from "../experiments/server/served.js";
import type { ServerStats } from "../experiments/server/server.js";
import type { Run } from "../lab/run.js";
import { type Claim, that } from "./check.js";

/** The server was asked for the paths /0, /1, … of so many requests, for each of them once. */
export function askedOnce(count: number): Claim<Served> {
  return that(
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
  return that(
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
  return that(
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
  return that(
    "Free slots are filled at once.",
    (it) => percent(it) < 25,
    (it) =>
      `Slots were empty ${percent(it)} % of the time although parts were left. What did they wait for?`,
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
