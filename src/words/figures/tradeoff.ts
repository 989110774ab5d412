/** The words of `plot.tradeoff`. */
import { bounds, counted, ms, round } from "../numbers.js";

/** A job in so many slices: the longest gap of its best run, and its CPU time. */
export interface Step {
  readonly slices: number;
  readonly gapMs: number;
  readonly cpuMs: number;
  /** CPU time over that of the first step. */
  readonly times: number;
  readonly group: {
    readonly job: string;
    readonly label: string;
    readonly medianMs: number;
    readonly sample: readonly { readonly cpuMs: number }[];
  };
}

export const axes = { gap: "longest gap, ms", cpu: "CPU time, ms" };
export const most = "10 % more CPU time";
export const hover = "%{y} ms with %{x} slices";

export function key(first: number): string[] {
  return [
    "number of slices",
    "filled: longest gap of the best run, median CPU time",
    `open: one run · dashed: 10 % more than with ${counted(first, "slice")}`,
  ];
}

export function title({ gapMs, slices }: Step): string {
  return `Shortest gap for at most ${most}: ${ms(gapMs)}, with ${counted(slices, "slice")}`;
}

export function sentence({ slices, gapMs, times, group }: Step, first: number): string {
  const cpu = `${times.toFixed(2)} times the CPU time of ${counted(first, "slice")}`;
  const name = `${group.job} (${group.label}), ${counted(slices, "slice")}`;
  return `${name}: longest gap ${ms(gapMs)}, ${cpu}.`;
}

export function row({ group, slices, gapMs, cpuMs, times }: Step) {
  return {
    slices,
    "longest gap, best run (ms)": round(gapMs),
    "CPU time, median (ms)": round(cpuMs),
    "CPU time, least to most (ms)": bounds(group.sample.map((run) => run.cpuMs)),
    "CPU time / first": round(times),
    "wall time (ms)": round(group.medianMs),
    runs: group.sample.length,
  };
}
