/** The words of `plot.cost`. */
import type { Method } from "../../experiments/moving/move.js";
import type { Series } from "../../figures/plane.js";
import { bounds, bytes, list, ms, round, times } from "../numbers.js";

/** What the methods are called beside their lines. */
export const methods: Readonly<Record<Method, string>> = {
  clone: "clone",
  transfer: "transfer",
  shared: "shared memory",
  process: "process (clone)",
  json: "process (JSON)",
};

export const axes = { bytes: "bytes sent, and sent back", ms: "round trip, ms" };
export const key = [
  "filled: median · open: one round trip",
  "blue: to a worker · green: to a process",
];
export const hover = "%{y} ms";

/** How many times as long the most bytes take, with each method that moved as many. */
export function title(
  fromBytes: number,
  toBytes: number,
  grown: readonly { method: Method; factor: number }[],
): string {
  const said = grown.map(({ method, factor }, i) => {
    return `${times(factor)} times ${i === 0 ? "as long " : ""}with ${methods[method]}`;
  });
  const most = `${times(toBytes / fromBytes)} times the bytes`;
  return `${most} (${bytes(fromBytes)} to ${bytes(toBytes)}) take ${list(said)}`;
}

/** The medians of a method's round trips. */
export function sentence({ name, points }: Series): string {
  return `${name}: ${points.map(({ x, y }) => `${ms(y)} for ${bytes(x)}`).join(", ")}.`;
}

export function row(method: string, size: number, medianMs: number, sample: readonly number[]) {
  return {
    method,
    size: bytes(size),
    "median (ms)": round(medianMs),
    "fastest to slowest (ms)": bounds(sample),
    "round trips": sample.length,
  };
}
