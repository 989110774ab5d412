import { count, duration, list, ms, times } from "../numbers.js";

/** The numbers of a run that could decide. */
interface Numbers {
  readonly way: string;
  readonly workMs: number;
  readonly startUpMs: number;
  readonly inProgress: number;
  readonly coresBusy: number;
  readonly worstGapMs: number;
}

export function numbers(all: readonly Numbers[]): string {
  return all
    .map((it) => {
      const facts = [
        `${ms(it.workMs)} after ${ms(it.startUpMs)} of start-up`,
        `${times(it.inProgress)} in progress`,
        `${times(it.coresBusy)} cores busy`,
        `longest gap ${ms(it.worstGapMs)}`,
      ];
      return `${it.way}: ${facts.join(", ")}`;
    })
    .join("; ");
}

/** What was said of a snippet, what decides, and what was measured: two lines. */
export function snippet(
  found: { name: string; way: string; because: string; measured: string },
  verdict: string,
  decides: string,
): string[] {
  const { name, way, because, measured } = found;
  const says = `${name}: you said ${way || "no way"}, ${verdict}`;
  return [says, `  ${decides}. ${because} Measured: ${measured}.`];
}

/** The number that decides, if the reader named it and if not. */
export const decider = {
  right: (number: string) => `${number} decides: correct`,
  wrong: (number: string, decides: readonly string[]) =>
    `you said ${number}; ${list(decides)} ${decides.length === 1 ? "decides" : "decide"}`,
  unknown: (text: string, all: readonly string[]) =>
    `'${text}', which is none of ${all.join(", ")}`,
};

/** What a way is worth, to go on with after the name of the way. */
export const way = {
  notJudged: "not judged, as other programs used the cores",
  right: "correct",
  unknown: (right: string) => `and ${right} was right`,
  blocks: (mostMs: number, right: string) =>
    `which blocks the event loop for more than ${mostMs} ms: ${right}`,
  notSimplest: (right: string, withStartUp: boolean) =>
    `which is as fast${started(withStartUp)}, but ${right} is simpler`,
  slower: (factor: number, right: string, withStartUp: boolean) =>
    `which takes ${times(factor)} times as long${started(withStartUp)} as ${right}`,
};

function started(withStartUp: boolean): string {
  return withStartUp ? " with the start-up" : "";
}

/** The rows of a decision table, and how many of them fit. */
export const table = {
  row: (of: { name: string; situation: string; way: string }, says: string) =>
    `${of.name} (${of.situation}): ${of.way || "no way"}, ${says}`,
  fits: (right: number, judged: number, open: number) =>
    `Your table fits ${right} of ${judged}${open > 0 ? `; ${open} not judged` : ""}.`,
};

/** Two rows of the card: one that matters, and one that does not. */
export function prices(
  little: { what: string; ns: number },
  much: { what: string; ns: number },
  isEnough: boolean,
): string {
  const both = `'${little.what}' takes ${duration(little.ns)} and '${much.what}' ${duration(much.ns)}`;
  if (isEnough) return `${both}: ${count(much.ns / little.ns)} times as long.`;
  return `${both}: that is less than ten times as long, and may be the other way round on another machine.`;
}
