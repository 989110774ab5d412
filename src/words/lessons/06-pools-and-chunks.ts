import { counted, times } from "../numbers.js";

export const parts = {
  wrongNumber: (number: number, wanted: number) =>
    `There ${number === 1 ? "is" : "are"} ${counted(number, "part")}, wanted ${wanted}.`,
  cover: (upTo: number) => `The parts hold every number from 1 to ${upTo} once.`,
  gap: (at: number, from: number | undefined, to: number | undefined) =>
    `Part ${at} goes from ${from} to ${to}. Does each part begin where the one before ends?`,
};

export const work = {
  even: (most: number, wanted: number) => `${largest(most)}, wanted at most ${wanted}.`,
  uneven: (most: number, least: number, wanted: number) =>
    `${largest(most)}, the smallest ${least.toFixed(2)}; wanted at most ${wanted}. How does the work of a number grow with the number?`,
};

function largest(most: number): string {
  return `The largest part has ${most.toFixed(2)} times the divisions of the mean`;
}

export const lanes = {
  busy: "No lane stays empty while parts are left.",
  empty: (lanes: number, factor: number) =>
    `With ${counted(lanes, "lane")} it takes ${times(factor)} times what it may take. Who waits, although parts are left?`,
};
