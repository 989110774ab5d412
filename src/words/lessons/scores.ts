/** Scores of predictions. */
import { list, times } from "../numbers.js";

export const none = "No prediction yet. Write one above, run that cell, then this one.";
export const notByWay = "Write one number for each way, for example { worker: 2 }.";

export function noLetter(letters: readonly string[]): string {
  return `No prediction yet. Write ${list(letters, "or")} above, run that cell, then this one.`;
}

export function noSuchWay(way: string): string {
  return `${way}: no such way was measured.`;
}

export function noSuchMethod(method: string): string {
  return `${method}: no such method was measured.`;
}

export function noFactor(what: string, example: string): string {
  return `${what}: a prediction is a number above 0, such as ${example}.`;
}

/** A speed-up that was predicted; it counts as right if it is off by less than `tolerance`. */
export function speedUp(way: string, said: number, measured: number, tolerance: number): string {
  return `${way}: you said ${short(said)}, it was ${short(measured)}: ${off(said / measured, tolerance)}.`;
}

/** How many times as long the most bytes take. */
export function growth(method: string, said: number, grown: number, tolerance: number): string {
  const told = `you said ${times(said)} times as long, it was ${times(grown)}`;
  return `${method}: ${told}: ${off(said / grown, tolerance)}.`;
}

/** "right", "1.4 times too high", "twice too low". */
function off(ratio: number, tolerance: number): string {
  const by = ratio > 1 ? ratio : 1 / ratio;
  if (by < tolerance) return "right";
  const factor = by > 1.8 && by < 2.2 ? "twice" : `${short(by)} times`;
  return `${factor} too ${ratio > 1 ? "high" : "low"}`;
}

function short(factor: number): string {
  return factor >= 10 ? factor.toFixed(0) : factor.toFixed(1).replace(/\.0$/, "");
}

/** A sketch that was chosen. */
export const sketch = {
  unknown: (letter: string, letters: readonly string[]) =>
    `'${letter}' is none of the sketches: choose ${list(letters, "or")}.`,
  right: (letter: string, means: string) => `You said ${letter}. Correct: ${means}.`,
  wrong: (
    letter: string,
    { caption, means }: { caption: string; means: string },
    against: string,
    right: string | undefined,
  ) =>
    `You said ${letter} (${caption}: ${means}). But ${against}: it was ${right ?? "none of them"}.`,
};

/** Letters that were chosen, such as an order. */
export function letters(said: string, happened: string): string {
  return said === happened.toUpperCase()
    ? `You said ${said}. Correct.`
    : `You said ${said}, but it was ${happened}.`;
}

/** What becomes of a value that is sent. */
export function fate(value: string, said: string, fate: string): string {
  const isRight = said.toLowerCase() === fate;
  return `${value}: you said ${said}, ${isRight ? "correct" : `it was: ${fate}`}.`;
}
