/** The words of `plot.curve`. */
import type { Group } from "../../figures/groups.js";
import type { Mark } from "../../figures/style.js";
import { type BreakEven, breakEven } from "../break-even.js";
import { count, list, ms, times } from "../numbers.js";
import { row as sampleRow, sized } from "./samples.js";

export const units = {
  width: "concurrency limit",
  size: "size of the job",
  parts: "number of parts",
};
export const measures = { times: "speed-up", ms: "wall time, ms" };
export const ideal = "ideal";
export const hover = "%{y} at %{x}";
export function key(hasIdeal: boolean): string {
  return `filled: median · open: one run${hasIdeal ? " · dashed: ideal, calculated" : ""}`;
}

/** Where a curve of one way is fastest. */
export function limit(width: number): string {
  return `limit ${count(width)}`;
}

export function alike(names: readonly string[], x: keyof typeof units): string {
  const between = names.length > 3 ? `, whatever the ${units[x]}` : ` between ${list(names)}`;
  return `No clear difference${between}`;
}

/** What is fastest, and how fast: its median, or its speed-up. */
export function fastest(names: readonly string[], says: string): string {
  return `Fastest with ${list(names)}: ${says}`;
}

export function speedUp(factor: number, base: string): string {
  return `speed-up ${times(factor)} over ${base}`;
}

/** From which length of a job on, in `single`, each way is faster. */
export function breakEvens(all: readonly { way: string; at: BreakEven }[]): string {
  const texts = [...new Set(all.map(({ at }) => breakEven(at)))];
  const waysAt = (text: string) => all.filter(({ at }) => breakEven(at) === text);
  const said = texts.map((text) => `${text} with ${list(waysAt(text).map(({ way }) => way))}`);
  return `Break-even point: ${said.join("; ")}`;
}

/** The ends of a sweep in which there is nothing to compare. */
export function ends(from: Group, to: Group): string {
  const [first, last] = [from, to].map((it) => `${ms(it.medianMs)} at ${sized(it.size)}`);
  return from.size === to.size ? first! : `From ${first} to ${last}`;
}

export function sentence(
  name: string,
  points: readonly Mark[],
  unit: keyof typeof measures,
): string {
  const said = points.map(({ x, y }) => {
    return `${unit === "times" ? `speed-up ${times(y)}` : ms(y)} at ${count(x)}`;
  });
  return `${name}: ${said.join(", ")}.`;
}

export function row(x: keyof typeof units, sample: Group, factor: number, base: string) {
  return {
    [units[x]]: sample[x],
    ...sampleRow(sample),
    "speed-up": times(factor),
    "compared with": base,
  };
}
