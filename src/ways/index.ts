import { async } from "./async.js";
import { processes } from "./process.js";
import * as pythonWays from "./python.js";
import { single } from "./single.js";
import { worker } from "./worker.js";

/** The four ways of Node, in teaching order. */
export const way = { single, async, worker, process: processes } as const;

/** Python's ways, for jobs that have a Python twin, and `facts()`: whether there is a Python. */
export const python = {
  single: pythonWays.single,
  threads: pythonWays.threads,
  processes: pythonWays.processes,
  facts: pythonWays.facts,
} as const;
