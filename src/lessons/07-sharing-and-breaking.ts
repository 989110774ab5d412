import type { Every, Outcome } from "../experiments/schedules/every.js";
import { overwritten, type Played } from "../experiments/schedules/play.js";
import { schedule } from "../figures/schedule.js";
import { end, lines } from "../words/figures/schedule.js";
import * as words from "../words/lessons/07-sharing-and-breaking.js";
import type { Claim, Verdict } from "./check.js";

/** What a claim about the ends of schedules is told of each. */
export type Ending = Pick<Outcome, "memory" | "gave">;

/**
 * In every schedule that ends it ends so: `holds` is asked of each end.
 *
 * @param says what must be so, as a sentence.
 */
export function always(says: string, holds: (end: Ending) => boolean): Claim<Every> {
  return ofEvery((every) => {
    const ended = every.outcomes.filter(({ fate }) => fate === "ended" || fate === "held");
    const bad = ended.filter((end) => holds(end) !== true);
    if (bad.length > 0) return against(words.not(says), bad, every);
    const [first] = every.outcomes;
    if (ended.length === 0) return told(words.noEnd(says), first!);
    return inAll(says, every);
  });
}

/** Nobody waits for ever, in no schedule, and every lock is given back. */
export function neverStuck(): Claim<Every> {
  return ofEvery((every) => {
    const bad = every.outcomes.filter(({ fate }) => fate !== "ended");
    if (bad.length === 0) return inAll(words.nobodyWaits, every);
    const kept = bad.every(({ fate }) => fate === "held");
    return against(kept ? words.lockIsKept : words.somebodyWaits, bad, every);
  });
}

/**
 * In no state are two threads about to touch the same variable, one of them to write, and one of
 * them by a plain access. JavaScript promises nothing about programs in which that happens.
 */
export function noRace(): Claim<Every> {
  return ofEvery((every) => {
    const { race } = every;
    if (!race) return inAll(words.noRace, every);
    const { schedules, on, between, played } = race;
    return told(words.race({ schedules, on, between, after: played.schedule }, every), played);
  });
}

/** Nobody ever has to wait for another, in no schedule. */
export function neverWaits(says = words.nobodyHasTo): Claim<Every> {
  return ofEvery((every) => {
    const { wait } = every;
    if (!wait) return inAll(says, every);
    const { schedule, steps } = wait.played;
    const found = { schedules: wait.schedules, after: schedule, who: [...steps.at(-1)!.blocked] };
    return told(words.mustWait(says, found, every), wait.played);
  });
}

function ofEvery(judge: (every: Every) => Verdict): Claim<Every> {
  return (result) =>
    Array.isArray(result?.outcomes) ? judge(result) : { ok: false, says: words.noSchedules };
}

/** What holds in all that was seen; not judged if that is not all. */
function inAll(says: string, every: Every): Verdict {
  if (every.complete) return { ok: true, says: words.inAll(says, every) };
  return { ok: null, says: words.tooMany(says, every) };
}

/** A witness is a verdict, even if not all was seen: how many fail, and one step by step. */
function against(what: string, bad: readonly Outcome[], every: Every): Verdict {
  const many = bad.reduce((sum, { schedules }) => sum + schedules, 0);
  const [example] = bad.toSorted((a, b) => a.schedule.length - b.schedule.length);
  const ends = { schedule: example!.schedule, end: end(example!) };
  return told(words.inSome(what, many, every, ends), example!);
}

function told(says: string, played: Played): Verdict {
  const shown = lines(played, overwritten(played));
  return { ok: false, says: words.withLines(says, shown), figure: schedule(played) };
}
