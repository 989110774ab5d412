/** The words of `plot.repeats`. */
import { bounds, counted, ms, round } from "../numbers.js";
import { type Sample, row as sampleRow } from "./samples.js";

/** A sample, its mean, and how many times as long its slowest run took as its fastest. */
interface Spread extends Sample {
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
}

export const axis = "wall time, ms";
export const hover = "%{x} ms";

export function key(isOrdered: boolean): string[] {
  const marks = "solid line: median · dotted line: mean · dot: one run";
  return [marks, ...(isOrdered ? ["from top to bottom: first run to last"] : [])];
}

export function title(widest: Spread, isOnly: boolean): string {
  if (widest.wallsMs.length === 1) return "Only one run each: the spread is unknown";
  const factor = `${widest.spread.toFixed(2)} times as long as the fastest`;
  if (isOnly) return `The slowest run took ${factor}`;
  return `The slowest run took at most ${factor}, in ${widest.name}`;
}

export function values({ wallsMs, medianMs }: Spread): string {
  return `${counted(wallsMs.length, "run")}: ${bounds(wallsMs)} ms · median ${ms(medianMs)}`;
}

export function alt(all: readonly Spread[]): string {
  return `A dot per run. ${all.map((it) => `${it.name}: ${values(it)}.`).join(" ")}`;
}

export function row(it: Spread) {
  return { ...sampleRow(it), "mean (ms)": round(it.mean), "slowest / fastest": round(it.spread) };
}
