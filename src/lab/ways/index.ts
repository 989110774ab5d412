import { async } from "./async.js";
import { processes } from "./process.js";
import { queue } from "./queue/queue.js";
import { single } from "./single.js";
import { worker } from "./worker.js";

/** The ways of Node, in teaching order. */
export const way = { single, async, worker, process: processes, queue } as const;

/** Python's ways, for jobs that have a Python twin, and `facts()`: whether there is a Python. */
export * as python from "./python.js";
