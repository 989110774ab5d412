import { ms } from "../numbers.js";

export const yields = {
  yes: "No gap is longer than three slices.",
  no: (gapMs: number, mostMs: number) =>
    `Longest gap ${ms(gapMs)}, wanted at most ${ms(mostMs)} (three slices). Does your await let timers run?`,
};

export const cost = {
  little: "At most 10 % slower.",
  much: (times: number, most: number) =>
    `${times.toFixed(2)} times as long, wanted at most ${most.toFixed(2)}. Yield less often.`,
};

export const responsive = {
  yes: "The event loop stayed responsive.",
  no: (gapMs: number, wholeMs: number) =>
    `The event loop was blocked for ${ms(gapMs)} of ${ms(wholeMs)} at a stretch. Which thread computes?`,
};
