/** The words of `plot.scaling`. */
import type { Group } from "../../figures/groups.js";
import { count, round, times } from "../numbers.js";

export const axis = "times as much work per second";
export const ideal = "ideal";
export const hover = "%{y} at %{x}";

export function key(laws: boolean): string[] {
  return ["concurrency limit", `filled: median · open: one run${laws ? " · dotted: the law" : ""}`];
}

/** For each job how much more work it does at its widest. */
export function title(all: readonly { name: string; x: number; y: number }[]): string {
  const said = all.map(({ name, x, y }) => `${times(y)} times with ${name} (limit ${count(x)})`);
  return `Work per second: ${said.join("; ")}`;
}

export function row(
  { job, width, size, medianMs, wallsMs }: Group,
  perSecond: number,
  lawMs: number | undefined,
) {
  return {
    job,
    "concurrency limit": width,
    size,
    "median (ms)": round(medianMs),
    "times as much per second": times(perSecond),
    "by the law (ms)": lawMs === undefined ? "–" : round(lawMs),
    runs: wallsMs.length,
  };
}
