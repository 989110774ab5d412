/** The words of `plot.timeline`. */
import { count, list } from "../numbers.js";

/** What a server counted in all. */
export interface Facts {
  readonly name: string;
  readonly asked: number;
  readonly answered: number;
  readonly inVain: number;
}

export function title(all: readonly Facts[]): string {
  const each = all.map(({ name, asked, answered }) => `${name} ${times(asked, answered)}`);
  return `Requests per answer: ${list(each)}`;
}

function times(asked: number, answered: number): string {
  return answered > 0 ? (asked / answered).toFixed(1) : "no answer";
}

export function header({ name, asked, answered, inVain }: Facts): string {
  const nobody = inVain > 0 ? `, ${count(inVain)} made for nobody` : "";
  return `<b>${name}</b>: ${count(asked)} requests, ${count(answered)} answers${nobody}`;
}

export function key(everyMs: number, inVain: boolean): string[] {
  const nobody = inVain ? " · orange: answers made for nobody" : "";
  return [
    "time since the first request, ms",
    `per ${everyMs} ms: pale: requests · blue: answers${nobody}`,
  ];
}

export function sentence(facts: Facts): string {
  return `${header(facts).replace(/<\/?b>/g, "")}.`;
}
