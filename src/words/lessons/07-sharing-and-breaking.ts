import type { Every } from "../../experiments/schedules/every.js";
import { allOf, count, counted, list } from "../numbers.js";

export const nobodyWaits = "Nobody waits for ever";
export const somebodyWaits = "Somebody waits for ever";
export const lockIsKept = "A lock is not given back";
export const noRace = "No race";
export const nobodyHasTo = "Nobody has to wait";
export const noSchedules =
  "Your function returned no schedules: return what threads.everySchedule(…) promises.";

export function not(says: string): string {
  return `${says}: not`;
}

export function noEnd(says: string): string {
  return `${says}: no schedule has an end.`;
}

/** Some of all schedules. */
function ofAll(some: number, { schedules, complete }: Every): string {
  return `${count(some)} of ${counted(schedules, complete ? "schedule" : "seen schedule")}`;
}

export function inAll(says: string, { schedules }: Every): string {
  return `${says}: in ${allOf(schedules, "schedule")}.`;
}

export function tooMany(says: string, { schedules, states }: Every): string {
  const seen = `in the ${counted(schedules, "schedule")} seen (${counted(states, "state")})`;
  const advice = "let threads wait (lock, Atomics.wait) instead of looking again and again";
  return `Not judged, as there are too many: ${says}, ${seen}. Shorter: ${advice}.`;
}

/** What is wrong in so many schedules, and where one of them ends. */
export function inSome(
  what: string,
  some: number,
  all: Every,
  example: { schedule: string; end: string },
): string {
  return `${what} in ${ofAll(some, all)}. In ${example.schedule}: ${example.end}.`;
}

export function race(
  found: { schedules: number; on: string; between: readonly string[]; after: string },
  all: Every,
): string {
  const { schedules, on, between, after } = found;
  return (
    `A race for ${on} in ${ofAll(schedules, all)}. ${after ? `After ${after}` : "At the start"} ` +
    `${list(between)} can come at the same instant, and one is plain: use a lock, or ` +
    "Atomics in all threads."
  );
}

export function mustWait(
  says: string,
  found: { schedules: number; after: string; who: readonly string[] },
  all: Every,
): string {
  const { schedules, after, who } = found;
  return `${says}: not in ${ofAll(schedules, all)}. After ${after} ${list(who)} must wait.`;
}

/** A verdict, and below it what shows it. */
export function withLines(says: string, lines: readonly string[]): string {
  return [says, ...lines].join("\n    ");
}
