import type { Every, Outcome } from "../experiments/schedules/every.js";
import type { Played } from "../experiments/schedules/play.js";
import { schedule } from "../figures/schedule.js";
import { endInWords, inLines } from "../figures/schedule-words.js";
import { count, list } from "../words/numbers.js";
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
    if (bad.length > 0) return against(`${says}: not`, bad, every);
    const [first] = every.outcomes;
    if (ended.length === 0) return told(`${says}: no schedule has an end.`, first!);
    return inAll(says, every);
  });
}

/** Nobody waits for ever, in no schedule, and every lock is given back. */
export function neverStuck(): Claim<Every> {
  return ofEvery((every) => {
    const bad = every.outcomes.filter(({ fate }) => fate !== "ended");
    if (bad.length === 0) return inAll("Nobody waits for ever", every);
    const kept = bad.every(({ fate }) => fate === "held");
    return against(kept ? "A lock is not given back" : "Somebody waits for ever", bad, every);
  });
}

/**
 * In no state are two threads about to touch the same variable, one of them to write, and one of
 * them by a plain access. JavaScript promises nothing about programs in which that happens.
 */
export function noRace(): Claim<Every> {
  return ofEvery((every) => {
    const { race } = every;
    if (!race) return inAll("No race", every);
    const at = race.played.schedule ? `After ${race.played.schedule}` : "At the start";
    const says =
      `A race for ${race.on} in ${ofAll(race.schedules, every)}. ${at} ` +
      `${list(race.between)} can come at the same instant, and one is plain: use a lock, or ` +
      "Atomics in all threads.";
    return told(says, race.played);
  });
}

/** Nobody ever has to wait for another, in no schedule. */
export function neverWaits(says = "Nobody has to wait"): Claim<Every> {
  return ofEvery((every) => {
    const { wait } = every;
    if (!wait) return inAll(says, every);
    const { schedule, steps } = wait.played;
    const who = [...steps.at(-1)!.blocked].join(" and ");
    return told(
      `${says}: not in ${ofAll(wait.schedules, every)}. After ${schedule} ${who} must wait.`,
      wait.played,
    );
  });
}

function ofEvery(judge: (every: Every) => Verdict): Claim<Every> {
  return (result) =>
    Array.isArray(result?.outcomes)
      ? judge(result)
      : {
          ok: false,
          says: "Your function returned no schedules: return what threads.everySchedule(…) promises.",
        };
}

/** What holds in all that was seen; not judged if that is not all. */
function inAll(says: string, { schedules, states, complete }: Every): Verdict {
  if (complete) return { ok: true, says: `${says}: in all ${count(schedules)} schedules.` };
  const seen = `in the ${count(schedules)} schedules that were seen (${count(states)} states)`;
  const advice = "let threads wait (lock, Atomics.wait) instead of looking again and again";
  return {
    ok: null,
    says: `Not judged, as there are too many: ${says}, ${seen}. Shorter: ${advice}.`,
  };
}

/** A witness is a verdict, even if not all was seen: how many fail, and one step by step. */
function against(what: string, bad: readonly Outcome[], every: Every): Verdict {
  const many = bad.reduce((sum, { schedules }) => sum + schedules, 0);
  const [example] = bad.toSorted((a, b) => a.schedule.length - b.schedule.length);
  const says = `${what} in ${ofAll(many, every)}. In ${example!.schedule}: ${endInWords(example!)}.`;
  return told(says, example!);
}

function ofAll(many: number, { schedules, complete }: Every): string {
  return `${count(many)} of ${count(schedules)} ${complete ? "" : "seen "}schedules`;
}

function told(says: string, played: Played): Verdict {
  return {
    ok: false,
    says: [says, ...inLines(played)].join("\n    "),
    figure: schedule(played),
  };
}
