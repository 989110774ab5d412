import { counted, list, times } from "../numbers.js";

/** A verdict on a program, or why there is none. */
export function about(program: string, says: string): string {
  return `${program}: ${says}`;
}

export const skipped = "skipped, it cannot run on this machine.";
export const noChoice = 'a choice is an object such as { way: "worker", coresBusy: 2 }.';
export function noSuchWay(way: string, ways: readonly string[]): string {
  return `'${way}' was not measured: choose ${list(ways, "or")}.`;
}

/** A way that is as fast as the best, and its start-up time. */
interface AsFast {
  readonly way: string;
  readonly startUpMs: number;
}

export const way = {
  any: "no way is clearly faster than another on this machine.",
  right: (way: string, asFast: readonly AsFast[]) => {
    const starts = asFast.map((it) => `${it.way} ${it.startUpMs.toFixed(0)} ms`).join(", ");
    return `nothing is faster than '${way}' (start-up: ${starts}).`;
  },
  wrong: (faster: string, fasterMs: number, way: string, ms: number) =>
    `'${faster}' took ${fasterMs.toFixed(0)} ms and '${way}' ${ms.toFixed(0)} ms. Does it wait, or does it compute?`,
};

const WHY = {
  none: "almost all the time every part was waiting",
  one: "never did two parts compute at the same instant",
  several: "several parts computed at the same instant",
};

/** How many cores were busy; `level` is given if that is not what the reader said. */
export function cores(said: number, measured: number, level?: keyof typeof WHY): string {
  const cores = Number.isInteger(said) ? counted(said, "core") : `${times(said)} cores`;
  const was = `you said ${cores} busy, it was ${measured.toFixed(1)}`;
  return level === undefined ? `${was}.` : `${was}: ${WHY[level]}.`;
}
