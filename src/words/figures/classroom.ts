/** The words of `plot.classroom`. */
import { count, counted, round, times } from "../numbers.js";

export const key = ["cores that may be used", "dot: a machine · open: other programs were busy"];
export const axis = "highest speed-up";
export const ideal = "ideal";

/** The result of a machine: its facts, and what it reached. */
interface Result {
  readonly cpu: string;
  readonly cores: number;
  readonly threadsPerCore: number | null;
  readonly node: string;
  /** By the number of workers. */
  readonly speedUp: Readonly<Record<string, number>>;
  readonly othersBusy: number;
  /** In ns, by what it is the price of. */
  readonly prices: Readonly<Record<string, number>>;
}

export function machine({ cpu, cores }: Result, highest: number): string {
  return `${cpu}, ${counted(cores, "core")}: ${times(highest)}`;
}

/** The range of the machines that were not disturbed, and how many reach most of the ideal. */
export function title(all: number, calm: readonly { speedUp: number; isNear: boolean }[]): string {
  const machines = counted(all, "machine");
  if (calm.length === 0) return `${machines}: other programs were busy on all of them`;
  const speedUps = calm.map(({ speedUp }) => speedUp);
  const ends = [Math.min(...speedUps), Math.max(...speedUps)].map(times);
  const near = calm.filter(({ isNear }) => isNear).length;
  const reach = `${count(near)} of ${count(calm.length)} reach three quarters of the ideal`;
  return `${machines}: speed-up ${[...new Set(ends)].join(" to ")}; ${reach}`;
}

/** The prices that tell machines apart best; the others stand in the files. */
const PRICES = ["start a worker", "start a process"] as const;

export function row(result: Result, highest: number) {
  const { cpu, cores, threadsPerCore, node, speedUp, prices, othersBusy } = result;
  const workers = Object.entries(speedUp).map(([n, factor]) => [`${n} workers`, times(factor)]);
  const ms = PRICES.map((what) => [`${what} (ms)`, prices[what] ? round(prices[what] / 1e6) : "–"]);
  return {
    processor: cpu,
    cores: round(cores),
    "threads per core": threadsPerCore ?? "–",
    node,
    "highest speed-up": times(highest),
    ...Object.fromEntries([...workers, ...ms]),
    "cores busy with others": round(othersBusy),
  };
}
