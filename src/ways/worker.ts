import { Piscina } from "piscina";
import { mustBeInteger } from "../door.js";
import type { Job, Outcome } from "../job.js";
import type { Task } from "./thread.js";
import { type Crew, MOST_WIDE, type Way } from "./way.js";

/**
 * `width` worker threads of this process, kept by piscina: each has a JavaScript world (isolate)
 * of its own, and inputs and values are copied between them (structured clone).
 *
 * @throws {TypeError | RangeError} if `width` is no integer from 1 to 256.
 */
export function worker(width: number): Way {
  mustBeInteger("Cannot make the way 'worker'", "width", width, { most: MOST_WIDE });
  return { name: "worker", width, open: (job) => open(job, width) };
}

function open({ module, name, parts }: Job, width: number): Crew {
  const pool = new Piscina<Task, Outcome | number>({
    filename: new URL("./thread.js", import.meta.url).href,
    minThreads: width,
    maxThreads: width,
    // What the main thread was started with (a preload, a debugger) is not for its workers.
    execArgv: [],
  });
  // A thread that dies with no part in hand says so here; the next part to ask for it is told.
  pool.on("error", () => {});
  const job = { module, name };
  return {
    ready: greet(pool, job, width),
    run: async (part) => {
      try {
        return (await pool.run({ job, part, input: parts[part] })) as Outcome;
      } catch (error) {
        throw explain(error);
      }
    },
    cpuMs: () => 0,
    close: () => pool.destroy(),
  };
}

/** Resolves when every thread has loaded the job: piscina calls threads ready before they are. */
async function greet(pool: Piscina<Task, Outcome | number>, job: Task["job"], width: number) {
  const greeted = new Set<Outcome | number>();
  while (greeted.size < width) {
    const threads = Array.from({ length: width }, () => pool.run({ job }));
    for (const thread of await Promise.all(threads)) greeted.add(thread);
  }
}

/** What piscina rejects with, in words that say what to do. */
function explain(error: unknown): Error {
  if (!(error instanceof Error)) {
    return new TypeError("its value cannot be copied to another thread: return plain data", {
      cause: error,
    });
  }
  const code = "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new Error("its thread ran out of memory: make the parts smaller", { cause: error });
  }
  const exit = /^worker exited with code: (.+)$/.exec(error.message);
  if (!exit) return error;
  return new Error(`its thread ended (process.exit(${exit[1]})): return a value instead`, {
    cause: error,
  });
}
