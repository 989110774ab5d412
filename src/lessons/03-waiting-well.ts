import type { Served } from "../experiments/server/served.js";
import type { ServerStats } from "../experiments/server/server.js";
import type { Run } from "../lab/run.js";
import * as words from "../words/lessons/03-waiting-well.js";
import { type Claim, that } from "./check.js";

/** The server was asked for the paths /0, /1, … of so many requests, for each of them once. */
export function askedOnce(count: number): Claim<Served> {
  return that(
    words.asked.once,
    ({ stats: { asked } }) => times(asked, count).every((it) => it === 1),
    ({ stats: { asked } }) => {
      const wrong = times(asked, count).findIndex((it) => it !== 1);
      return words.asked.wrong(wrong, asked[`/${wrong}`] ?? 0);
    },
  );
}

function times(asked: ServerStats["asked"], count: number): number[] {
  return Array.from({ length: count }, (_, path) => asked[`/${path}`] ?? 0);
}

/** On its side the server held exactly so many requests at the busiest moment. */
export function limitKept(limit: number): Claim<Served> {
  return that(
    words.limit.kept(limit),
    ({ stats }) => stats.mostInProgress === limit,
    ({ stats: { mostInProgress: most } }) =>
      most > limit ? words.limit.broken(most, limit) : words.limit.unused(most, limit),
  );
}

/** What came back, or was a run's answer, is the text of each path, in the paths' order. */
export function answersInOrder(count: number): Claim<Served> {
  const misplaced = (texts: readonly unknown[]) =>
    Array.from(texts, String).findIndex((it, path) => !it.startsWith(`/${path} is worth `));
  return that(
    words.answers.inOrder,
    ({ result }) => textsOf(result).length === count && misplaced(textsOf(result)) === -1,
    ({ result }) => {
      const texts = textsOf(result);
      if (texts.length < count) return words.answers.missing(texts.length, count);
      const at = misplaced(texts);
      return words.answers.misplaced(at, String(texts[at]));
    },
  );
}

function textsOf(result: unknown): readonly unknown[] {
  const answer = (result as Run | null | undefined)?.answer ?? result;
  return Array.isArray(answer) ? answer : [];
}

/** While parts were left to start, hardly a slot of so many was empty in the run. */
export function noGap(slots: number): Claim<Served> {
  const percent = ({ result }: Served) => Math.round(100 * emptyShare(result as Run, slots));
  return that(
    words.slots.filled,
    (it) => percent(it) < 25,
    (it) => words.slots.empty(percent(it)),
    { timed: true },
  );
}

/**
 * Which share of the slots was empty, on average, while there were parts left to start: from 0
 * to 1. Where everything was started at once there was none.
 */
export function emptyShare({ spans }: Run, slots: number): number {
  const starts = spans.map(({ startMs }) => startMs);
  const [from, to] = [Math.min(...starts), Math.max(...starts)];
  const taken = spans.reduce((sum, { startMs, endMs }) => sum + Math.min(endMs, to) - startMs, 0);
  return to > from ? Math.max(0, 1 - taken / (slots * (to - from))) : 0;
}
