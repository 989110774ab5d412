/** What cells show beside figures, verdicts and scores. */
import { count, round } from "./numbers.js";

/** The facts of a machine. */
interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly coresInAll: number;
  readonly threadsPerCore: number | null;
  readonly memoryGiB: number;
  readonly node: string;
  readonly system: string;
}

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

export function written(line: string, file: string): string {
  return `${line}\n\nWritten to ${file}: give the file or the line to your teacher.`;
}
