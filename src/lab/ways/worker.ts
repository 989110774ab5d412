import { setTimeout as after } from "node:timers/promises";
import { Piscina } from "piscina";
import { mustBeInteger } from "../arguments.js";
import type { Job, Outcome } from "../job.js";
import { heapMiB } from "../machine.js";
import { withoutOurFlags } from "../stop.js";
import { echo } from "./echo.js";
import { type Crew, MOST_WIDE, notOpened, type Way } from "./way.js";
import type { Task } from "./worker-entry.js";

type Pool = Piscina<Task, Outcome | number>;

/**
 * How large the young generation of a thread's heap may grow, in MiB. At the heap's limit Node gives
 * V8 16 MiB more to clean up and then ends the thread; if that is too little, V8 ends the whole
 * process, and the kernel with it. With Node's own 48 (Node 20, 22) or 192 (24) it was, in a third
 * of the runs on 22 and 24; with 24, in none of 20. One large block, as of a Map that never stops
 * growing, ends the process all the same (https://github.com/nodejs/node/pull/65019).
 */
const YOUNG_MIB = 24;

/**
 * `width` worker threads of this process, kept by piscina: each has a JavaScript world (isolate)
 * of its own, and inputs and values are copied between them (structured clone). What the parts
 * print is shown up to 1,000 characters.
 *
 * @throws {TypeError | RangeError} if `width` is not an integer from 1 to 256.
 */
export function worker(width: number): Way {
  mustBeInteger("Cannot make the way 'worker'", "width", width, { most: MOST_WIDE });
  return { name: "worker", width, open: (job) => open(job, width) };
}

function open(job: Job, width: number): Crew {
  const pool = launched(job, width);
  const end = () => {
    // If piscina hears of a thread's death after its own end, it starts another: that ends at once.
    pool.on("workerCreate", () => pool.destroy());
    return pool.destroy();
  };
  return {
    ready: greet(pool, width).catch((cause) => Promise.reject(notOpened("worker", cause))),
    run: async (part) => {
      try {
        return (await pool.run({ part, input: job.parts[part] })) as Outcome;
      } catch (error) {
        throw explain(error, width);
      }
    },
    cpuMs: () => 0,
    // A thread inside a blocking call of the system ends when that returns: we do not wait for it.
    close: () => Promise.race([end(), after(500, undefined, { ref: false })]),
  };
}

function launched(job: Job, width: number): Pool {
  try {
    return launch(job, width);
  } catch (error) {
    const { message } = error as Error;
    const remedy = "ask for fewer, and restart the kernel to be rid of those that were started";
    throw notOpened("worker", new Error(`a thread cannot be started (${message}): ${remedy}`));
  }
}

function launch({ module, name }: Job, width: number): Pool {
  const pool: Pool = new Piscina({
    filename: new URL("./worker-entry.js", import.meta.url).href,
    workerData: { module, name },
    minThreads: width,
    maxThreads: width,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB(width), maxYoungGenerationSizeMb: YOUNG_MIB },
    ...withoutOurFlags(),
  });
  // If a thread dies without a part, piscina replaces it, and no part is lost.
  pool.on("error", () => {});
  const show = echo();
  pool.on("workerCreate", ({ id }: { id: number }) => {
    const thread = pool.threads.find(({ threadId }) => threadId === id);
    if (thread) for (const printed of [thread.stdout, thread.stderr]) show(printed.unpipe());
  });
  return pool;
}

/** Resolves when every thread has loaded the job: piscina calls threads ready before they are. */
async function greet(pool: Pool, width: number): Promise<void> {
  const greeted = new Set<Outcome | number>();
  while (greeted.size < width) {
    const threads = Array.from({ length: width }, () => pool.run(null));
    for (const thread of await Promise.all(threads)) greeted.add(thread);
  }
}

/** What piscina rejects with, in words that say what to do. */
function explain(error: unknown, width: number): Error {
  // Thrown here, when the input is sent; what a thread throws does not arrive as a DOMException.
  if (error instanceof DOMException) {
    const why = `its input cannot be copied to another thread: pass plain data (${error.message})`;
    return new TypeError(why, { cause: error });
  }
  // Node 20 gives an empty object, later ones an Error with nothing but a stack.
  if (!(error instanceof Error) || error.stack?.startsWith("DataCloneError: ")) {
    return new TypeError("its value cannot be copied to another thread: return plain data", {
      cause: error,
    });
  }
  const code = "code" in error ? error.code : undefined;
  if (code === "ERR_WORKER_OUT_OF_MEMORY") {
    const why = `its thread ran out of memory (${heapMiB(width)} MiB): make the parts smaller`;
    return new Error(why, { cause: error });
  }
  const exit = /^worker exited with code: (.+)$/.exec(error.message);
  if (!exit) return error;
  return new Error(`its thread ended (process.exit(${exit[1]})): return a value instead`, {
    cause: error,
  });
}
