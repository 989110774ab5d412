import { letterOf, type Taken } from "../experiments/schedules/execution.js";
import { overwritten, type Played } from "../experiments/schedules/play.js";
import type { Touch } from "../experiments/schedules/shared-memory.js";

/** A step in words: "load x → 0". */
export function stepInWords({ did, gave, touches }: Taken): string {
  const said = gave === undefined ? did : `${did} → ${gave}`;
  return [said, ...(isAnswer(did) ? touches.map(touchInWords) : [])].join(", ");
}

/** What an async function did to a variable. */
export function touchInWords({ on, value, writes }: Touch): string {
  return writes ? `${on} = ${value}` : `reads ${on} → ${value}`;
}

/** Only an async function waits for answers, and goes on by itself after them. */
export function isAnswer(did: string): boolean {
  return did.startsWith("answer");
}

/** A schedule, a line per step, and who is stuck at its end. */
export function inLines(played: Played): string[] {
  const over = overwritten(played);
  const begun = played.before.flatMap((touches, i) =>
    touches.length > 0 ? [`${letterOf(i)}: ${touches.map(touchInWords).join(", ")}`] : [],
  );
  const steps = played.steps.map(
    (it, at) => `${it.who}: ${stepInWords(it)}${over[at] ? `, over ${over[at]}'s store` : ""}`,
  );
  return [...begun, ...steps, ...(played.fate === "stuck" ? [`stuck: ${played.says}`] : [])];
}

/** What a schedule has led to: "x = 1, A returned 0". */
export function endInWords({ fate, says, memory, gave }: Played): string {
  if (fate === "stuck" || fate === "endless") return `${fate}: ${says}`;
  const held = Object.entries(memory).map(([name, value]) => `${name} = ${value}`);
  const returned = gave.flatMap((it, i) =>
    it === undefined ? [] : [`${letterOf(i)} returned ${it}`],
  );
  const facts = [...held, ...returned].join(", ") || "all have ended";
  return fate === "held" ? `${facts}; ${says}` : facts;
}
