/** The words of `plot.timings`. */
import type { Group } from "../../figures/groups.js";
import { bounds, ms, round, times } from "../numbers.js";

export const axis = "wall time, ms";

/** How the marks that are drawn are read. */
export function key(drawn: { startUp: boolean; cold: boolean; prediction: boolean }): string[] {
  const { startUp, cold, prediction } = drawn;
  return [
    `solid: median${cold ? " of the warm runs" : ""}${startUp ? " · striped: start-up time" : ""}`,
    cold ? "dot: one warm run · circle: one cold run" : "dot: one run",
    ...(prediction ? ["diamond: your prediction"] : []),
  ];
}

/** Beside the reader's diamond; the arrow says that it lies beyond the axis. */
export function prediction(speedUp: number, isBeyond: boolean): string {
  return `you: ${times(speedUp)}${isBeyond ? " →" : ""}`;
}

/** What the mouse is told of a bar or a dot. */
export const hover = {
  median: "median: %{x} ms",
  run: "one run: %{x} ms",
  cold: "one cold run: %{x} ms",
};

/** Below a striped bar. */
export function startUp(startUpMs: number): string {
  return startUpMs >= 1 ? `${ms(startUpMs)} ` : "";
}

export function alt(all: readonly { sample: Group; values: string }[]): string {
  const said = all.map(({ sample, values }) => {
    const numbers = values.replaceAll(" · ", ", ");
    return `${sample.name}: ${numbers}, start-up ${ms(sample.startUpMs)}.`;
  });
  return `Bars of wall time. ${said.join(" ")}`;
}

/** A row; of several jobs it tells how many parts were in progress, too. */
export function row(sample: Group, speedUp: number | undefined, isTable: boolean) {
  const { job, size, label, medianMs, wallsMs, coresBusy, startUpMs, coldMs } = sample;
  return {
    job,
    size,
    way: label,
    "median (ms)": round(medianMs),
    "fastest to slowest (ms)": bounds(wallsMs),
    "speed-up": speedUp === undefined ? "–" : times(speedUp),
    "cores busy": times(coresBusy),
    ...(isTable ? { "in progress": times(sample.inProgress) } : {}),
    "start-up time (ms)": round(startUpMs),
    "cold (ms)": bounds(coldMs),
    runs: wallsMs.length,
  };
}
