/** The words of `plot.schedule`, and of verdicts on schedules. */
import type { End, Taken } from "../../experiments/schedules/execution.js";
import type { Touch } from "../../experiments/schedules/memory.js";
import type { Played } from "../../experiments/schedules/play.js";
import { letterOf } from "../numbers.js";

/** For each step the letter of the thread whose store is lost by it. */
type Lost = readonly (string | undefined)[];

/** A step in words: "load x → 0". */
function step({ did, gave, touches }: Taken): string {
  const said = gave === undefined ? did : `${did} → ${gave}`;
  return [said, ...(isAnswer(did) ? touches.map(touch) : [])].join(", ");
}

/** What an async function did to a variable. */
export function touch({ on, value, writes }: Touch): string {
  return writes ? `${on} = ${value}` : `reads ${on} → ${value}`;
}

/** Only an async function waits for answers, and goes on by itself after them. */
export function isAnswer(did: string): boolean {
  return did.startsWith("answer");
}

/** A schedule, a line per step, and who is stuck at its end. */
export function lines({ before, steps, fate, says }: Played, lost: Lost): string[] {
  const begun = before.flatMap((touches, i) =>
    touches.length > 0 ? [`${letterOf(i)}: ${touches.map(touch).join(", ")}`] : [],
  );
  const taken = steps.map(
    (it, at) => `${it.who}: ${step(it)}${lost[at] ? `, over ${lost[at]}'s store` : ""}`,
  );
  return [...begun, ...taken, ...(fate === "stuck" ? [`stuck: ${says}`] : [])];
}

/** What a schedule has led to: "x = 1, A returned 0". */
export function end({ fate, says, memory, gave }: End): string {
  if (fate === "stuck" || fate === "endless") return `${fate}: ${says}`;
  const held = Object.entries(memory).map(([name, value]) => `${name} = ${value}`);
  const given = gave.flatMap((it, i) => (it === undefined ? [] : [returned(i, it)]));
  const facts = [...held, ...given].join(", ") || allEnded;
  return fate === "held" ? `${facts}; ${says}` : facts;
}

export const allEnded = "all have ended";

export function returned(thread: number, value: unknown): string {
  return `${letterOf(thread)} returned ${value}`;
}

export function title(played: Played, lost: Lost): string {
  const gone = [...new Set(lost.filter(Boolean))].map((who) => `; a store of ${who} is lost`);
  const open = played.fate === "open" ? "so far " : "";
  return `${played.schedule || "No step yet"}: ${open}${end(played)}${gone.join("")}`;
}

export function alt(played: Played, lost: Lost): string {
  return `${title(played, lost)}. ${lines(played, lost).join("; ")}.`;
}

export const waits = "waits";
export const start = "start";

/** A thread's lane: its letter and name. */
export function thread(letter: string, name: string): string {
  return `<b>${letter}</b> ${name}`;
}

/** The lane of a thread's stores that are on their way. */
export function buffer(letter: string): string {
  return `${letter}'s buffer`;
}

export function key({ steps }: Played, lost: Lost): string[] {
  const has = (test: (it: Taken) => boolean) => steps.some(test);
  const marks = [
    lost.some(Boolean) ? ["orange: overwrites what it has not seen"] : [],
    has(({ did }) => did.startsWith("Atomics")) ? ["thick line: Atomics"] : [],
    has(({ buffers }) => buffers.some(({ length }) => length > 0))
      ? ["small letter: a store arrives"]
      : [],
  ].flat();
  return ["whose step it is", ...(marks.length > 0 ? [marks.join(" · ")] : [])];
}

export function row(it: Taken, i: number) {
  const flying = it.buffers.flatMap((own, thread) =>
    own.map(([name, value]) => `${letterOf(thread)}: ${name} = ${value}`),
  );
  const held = Object.entries(it.memory).map(([name, value]) => [name, String(value)]);
  return {
    step: i + 1,
    who: it.who,
    does: step(it),
    ...Object.fromEntries(held),
    "on its way": flying.join(", "),
    "cannot go on": it.blocked,
  };
}
