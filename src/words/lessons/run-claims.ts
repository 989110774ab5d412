/** Verdicts on runs. */
import { counted } from "../numbers.js";

export const answer = {
  right: "The answer is right.",
  wrong: "Wrong answer. Compare the values of the parts, and the order in which you merge them.",
};

export const mainThread = {
  idle: "The main thread computed no part.",
  busy: (here: number, parts: number) =>
    `The main thread computed ${here} of ${counted(parts, "part")}, wanted none. Which way moves them away?`,
};

export const threads = {
  enough: (least: number) => `At least ${counted(least, "thread")} took part.`,
  few: (number: number, least: number) =>
    `Only ${counted(number, "thread")} took part, wanted at least ${least}: use way.worker(${least}) or more.`,
};

/** How parts that did not run in parallel ran instead. */
type Instead = "one thread" | "turns" | "one after another";

const INSTEAD: Readonly<Record<Instead, string>> = {
  "one thread": "Overlapping, but not parallel: the parts took turns on one thread",
  turns: "Overlapping, but not parallel: the parts took turns",
  "one after another": "Not parallel: one part after another",
};

export const parallel = {
  yes: (coresBusy: number) => `Parallel: ${coresBusy.toFixed(1)} cores were busy.`,
  no: (how: Instead, coresBusy: number) =>
    `${INSTEAD[how]}, and cores busy was ${coresBusy.toFixed(1)}.`,
  oneCore: "Skipped: only one core may be used here, so nothing can run in parallel.",
};
