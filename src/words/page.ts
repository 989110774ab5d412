/** What cells show beside figures, verdicts and scores. */
import type { Result } from "../experiments/classroom.js";
import type { Machine } from "../lab/machine.js";
import { count, round, times } from "./numbers.js";

/** A machine as the rows of a table. */
export function machine(it: Machine) {
  const facts = {
    processor: it.cpu,
    "cores that may be used": `${round(it.cores)} of ${it.coresInAll}`,
    "hardware threads per core": it.threadsPerCore === null ? "unknown" : `${it.threadsPerCore}`,
    memory: `${it.memoryGiB} GB`,
    Node: it.node,
    "operating system": it.system,
  };
  return Object.entries(facts).map(([name, value]) => ({ "this machine": name, value }));
}

export function progress(done: number, all: number): string {
  return `Running: ${count(done)} of ${count(all)} parts done`;
}

/** Above the table of a figure. */
export const numbers = "The numbers";

/** In place of a figure, if the first cell lost its output. */
export const noPlotly = "Run the first cell of this notebook again to see this plot.";

/** The prices that tell machines apart best; the others stand in the files. */
const PRICES = ["start a worker", "start a process"] as const;

/** A machine of the class as the row of a table. */
export function classRow({ cpu, cores, threadsPerCore, node, ...measured }: Result) {
  const { speedUp, prices, othersBusy } = measured;
  const workers = Object.entries(speedUp).map(([n, factor]) => [`${n} workers`, times(factor)]);
  const ms = PRICES.map((what) => [`${what} (ms)`, prices[what] ? round(prices[what] / 1e6) : "–"]);
  return {
    processor: cpu,
    cores: round(cores),
    "threads per core": threadsPerCore ?? "–",
    node,
    "highest speed-up": times(Math.max(...Object.values(speedUp))),
    ...Object.fromEntries([...workers, ...ms]),
    "cores busy with others": round(othersBusy),
  };
}

export function written(line: string, file: string): string {
  return `${line}\n\nWritten to ${file}: give the file or the line to your teacher.`;
}
