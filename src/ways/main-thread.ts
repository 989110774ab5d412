import { setImmediate as macrotask } from "node:timers/promises";
import { Script } from "node:vm";
import { nowMs } from "../clock.js";
import type { Job } from "../job.js";
import { isThenable, load } from "../part.js";
import type { Crew } from "./way.js";

/**
 * The crew of the ways that need no thread but the one that asks. Before each part the event loop
 * turns once, outside the part's span: timers, an interrupt and progress get their chance there.
 */
export function mainThread(job: Job): Crew {
  const loaded = load(job);
  let turn: Promise<unknown> = loaded;
  let closed = false;
  const call = breakablyWhereNeeded();
  return {
    ready: loaded.then(() => {}),
    run: async (part) => {
      turn = turn.then(() => macrotask());
      await turn;
      if (closed) throw new Error(`Cannot start part ${part} as its run is over`);
      const runPart = await loaded;
      return runPart(part, job.parts[part], call);
    },
    cpuMs: () => 0,
    close: async () => {
      closed = true;
    },
  };
}

/** A stoppable call costs as much as a small request: what only waits is soon called without. */
function breakablyWhereNeeded(): (stretch: () => unknown) => unknown {
  let waits = false;
  return (stretch) => {
    const startMs = nowMs();
    const value = waits ? stretch() : breakably(stretch);
    waits = isThenable(value) && nowMs() - startMs < 1;
    return value;
  };
}

// Node's stop for a running synchronous stretch is at hand only where a script is run.
const stretchKey = Symbol.for("stretch in progress");
const breakable = new Script("globalThis[Symbol.for('stretch in progress')]()");

/** Calls the stretch so that an interrupt can break it off, even out of an endless loop. */
function breakably(stretch: () => unknown): unknown {
  const global = globalThis as Record<symbol, unknown>;
  global[stretchKey] = stretch;
  try {
    return breakable.runInThisContext({ breakOnSigint: true });
  } catch (error) {
    // The stop has taken the interrupt away from those who listen for it: they are told now.
    if (isInterrupt(error)) process.emit("SIGINT", "SIGINT");
    throw error;
  } finally {
    delete global[stretchKey];
  }
}

function isInterrupt(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
