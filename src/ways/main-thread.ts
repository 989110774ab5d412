import { setImmediate as macrotask } from "node:timers/promises";
import { Script } from "node:vm";
import { nowMs } from "../clock.js";
import type { Job } from "../job.js";
import { isThenable, load } from "../part.js";
import type { Crew } from "./way.js";

/**
 * The crew of the ways that need no thread but the one that asks. Before the parts that are asked
 * for together the event loop turns once, outside their spans: timers, an interrupt and progress
 * get their chance there. Then they start one right after the other, as in a plain `Promise.all`.
 */
export function mainThread(job: Job): Crew {
  const loaded = load(job);
  let turn: Promise<void> | undefined;
  let closed = false;
  const nextTurn = async () => {
    await loaded;
    await macrotask();
    turn = undefined;
  };
  const breakably = breakablyWhereNeeded();
  const call = (stretch: () => unknown) => {
    try {
      return breakably(stretch);
    } catch (error) {
      // Those that were asked for together with this one wait for the same turn: none may start.
      closed = true;
      throw error;
    }
  };
  return {
    ready: loaded.then(() => {}),
    run: async (part) => {
      turn ??= nextTurn();
      await turn;
      const runPart = await loaded;
      if (closed) throw new Error(`Cannot start part ${part} as its run is over`);
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
    const value = waits ? stretch() : callBreakably(stretch);
    waits = isThenable(value) && nowMs() - startMs < 1;
    return value;
  };
}

// Node's stop for a running synchronous stretch is at hand only where a script is run.
const stretchKey = Symbol.for("stretch in progress");
const breakable = new Script("globalThis[Symbol.for('stretch in progress')]()");

/** Calls the stretch so that an interrupt can break it off, even out of an endless loop. */
function callBreakably(stretch: () => unknown): unknown {
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
