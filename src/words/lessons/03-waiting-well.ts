import { counted } from "../numbers.js";

export const asked = {
  once: "Every path was asked once.",
  wrong: (path: number, times: number) =>
    `The server was asked for /${path} ${counted(times, "time")}, wanted once.`,
};

export const limit = {
  kept: (limit: number) => `The server held ${counted(limit, "request")} at once, and never more.`,
  broken: (most: number, limit: number) =>
    `The server held ${counted(most, "request")} at once, wanted at most ${limit}. What waits before the next one starts?`,
  unused: (most: number, limit: number) =>
    `The server held at most ${counted(most, "request")} at once, wanted ${limit}. Is there an await between two starts?`,
};

export const answers = {
  inOrder: "The answers are all there, in the order of the requests.",
  missing: (here: number, all: number) =>
    `Your function was done after ${here} of ${counted(all, "answer")}. Who awaits the others?`,
  misplaced: (at: number, text: string) =>
    `Answer ${at} is '${text}': wrong position, or still a promise.`,
};

export const slots = {
  filled: "Free slots are filled at once.",
  empty: (percent: number) =>
    `Slots were empty ${percent} % of the time although parts were left. What did they wait for?`,
};
