/** The words of `plot.scaling`. */
import { count, round, times } from "../numbers.js";

export const axis = "times as much work per second";
export const ideal = "ideal";
export const hover = "%{y} at %{x}";

export function key(laws: boolean): string[] {
  return ["concurrency limit", `filled: median · open: one run${laws ? " · dotted: the law" : ""}`];
}

/** The name of the line that a law says. */
export function law(job: string): string {
  return `${job}: law`;
}

/** For each job how much more work it does at its widest. */
export function title(all: readonly { name: string; x: number; y: number }[]): string {
  const said = all.map(({ name, x, y }) => `${times(y)} times with ${name} (limit ${count(x)})`);
  return `Work per second: ${said.join("; ")}`;
}

/** The runs of a job at one limit. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ms: number;
  readonly repeats: readonly number[];
}

export function row(job: string, { x, y, size, ms, repeats }: Point, lawMs: number | undefined) {
  return {
    job,
    "concurrency limit": x,
    size,
    "median (ms)": round(ms),
    "times as much per second": times(y),
    "by the law (ms)": lawMs === undefined ? "–" : round(lawMs),
    runs: repeats.length,
  };
}
