import { setTimeout as after } from "node:timers/promises";
import { Piscina } from "piscina";
import { mustBeInteger } from "../arguments.js";
import type { Job, Outcome } from "../job.js";
import { heapMiB as usualHeapMiB } from "../machine.js";
import { withoutOurFlags } from "../stop.js";
import { echo } from "./echo.js";
import { type Crew, type HeapOptions, MOST_WIDE, notOpened, tooLong, type Way } from "./way.js";
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
 * @throws {TypeError | RangeError} if `width` is not an integer from 1 to 256, or `heapMiB` is wrong.
 */
export function worker(width: number, options: HeapOptions = {}): Way {
  mustBeInteger("Cannot make the way 'worker'", "width", width, { most: MOST_WIDE });
  const { heapMiB = usualHeapMiB(width) } = options;
  mustBeInteger("Cannot make the way 'worker'", "heapMiB", heapMiB, { least: 16, most: 65_536 });
  return { name: "worker", width, open: (job) => open(job, width, heapMiB) };
}

function open(job: Job, width: number, heapMiB: number): Crew {
  // A thread that is lost can no longer say who it was.
  const ranIn = new Int32Array(new SharedArrayBuffer(4 * job.parts.length));
  const pool = launched(job, width, { ranIn, heapMiB });
  let lost = false;
  const end = () => {
    // If piscina hears of a thread's death after its own end, it starts another: that ends at once.
    pool.on("workerCreate", () => pool.destroy());
    return pool.destroy();
  };
  return {
    ready: greet(pool, width).catch((cause) => Promise.reject(notOpened("worker", cause))),
    run: async (part, limitMs) => {
      let signal: AbortSignal | null = null;
      try {
        // The limit begins when a thread is ready: a lost one's successor must load the job.
        if (limitMs && lost) await pool.run(null);
        if (limitMs) signal = AbortSignal.timeout(limitMs);
        return (await pool.run({ part, input: job.parts[part] }, { signal })) as Outcome;
      } catch (error) {
        lost = true;
        const why = signal?.aborted ? tooLong(limitMs!) : explain(error, heapMiB);
        throw Object.assign(why, { where: { threadId: ranIn[part] } });
      }
    },
    cpuMs: () => 0,
    // A thread inside a blocking call of the system ends when that returns: we do not wait for it.
    close: () => Promise.race([end(), after(500, undefined, { ref: false })]),
  };
}

/** What a thread is given beside its job: where it notes who runs a part, and its memory. */
interface Given {
  readonly ranIn: Int32Array;
  readonly heapMiB: number;
}

function launched(job: Job, width: number, given: Given): Pool {
  try {
    return launch(job, width, given);
  } catch (error) {
    const { message } = error as Error;
    const remedy = "ask for fewer, and restart the kernel to be rid of those that were started";
    throw notOpened("worker", new Error(`a thread cannot be started (${message}): ${remedy}`));
  }
}

function launch({ module, name }: Job, width: number, { ranIn, heapMiB }: Given): Pool {
  const pool: Pool = new Piscina({
    filename: new URL("./worker-entry.js", import.meta.url).href,
    workerData: { module, name, ranIn },
    minThreads: width,
    maxThreads: width,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
    ...withoutOurFlags(),
    // In Node 20, a thread that ends while piscina `require`s our module ends the whole process.
    execArgv: ["--no-experimental-require-module"],
  });
  pool.on("error", () => {}); // a thread that dies without a part is replaced, and none is lost
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
function explain(error: unknown, heapMiB: number): Error {
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
    const why = `its thread ran out of memory (${heapMiB} MiB): make the parts smaller`;
    return new Error(why, { cause: error });
  }
  const exit = /^worker exited with code: (.+)$/.exec(error.message);
  if (!exit) return error;
  return new Error(`its thread ended (process.exit(${exit[1]})): return a value instead`, {
    cause: error,
  });
}
