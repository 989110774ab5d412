/** The break-even point in words: the length of a job from which a way is faster. */
import { count, round, times } from "./numbers.js";

/** Where it is: at a length and a size, below all that was measured, or above it if anywhere. */
export interface BreakEven {
  readonly is: "at" | "below" | "above";
  /** How long the job takes alone: there, at the smallest size, or at the largest. */
  readonly aloneMs: number;
  readonly size: number;
}

export function breakEven({ is, aloneMs }: BreakEven): string {
  const length = `${round(aloneMs, 2).toLocaleString("en-US")} ms`;
  if (is === "at") return `about ${length}`;
  return is === "below" ? `below ${length}` : `none up to ${length}`;
}

/** A row per way, with threads that are started for the job or that run already. */
export function row(way: string, isStarted: boolean, at: BreakEven, highest: number) {
  return {
    way,
    threads: isStarted ? "started for the job" : "already running",
    "break-even point": breakEven(at),
    "job size there": at.is === "at" ? `about ${count(round(at.size, 2))}` : "–",
    "highest speed-up": times(highest),
  };
}
