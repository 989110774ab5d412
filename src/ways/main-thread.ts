import { setImmediate as macrotask } from "node:timers/promises";
import { types } from "node:util";
import { Script } from "node:vm";
import { nowMs } from "../clock.js";
import type { Job } from "../job.js";
import { load, runPart } from "../part.js";
import type { Crew } from "./way.js";

// Node's stop for a running synchronous stretch is at hand only where a script is run.
const breakable = new Script("globalThis[Symbol.for('stretch in progress')]()");
const stretchKey = Symbol.for("stretch in progress");

function callBreakably(stretch: () => unknown): unknown {
  const global = globalThis as Record<symbol, unknown>;
  global[stretchKey] = stretch;
  try {
    return breakable.runInThisContext({ breakOnSigint: true });
  } finally {
    delete global[stretchKey];
  }
}

/**
 * The crew of the ways that need no thread but the one that asks. Before each part the event loop
 * turns once, outside the part's span: timers, an interrupt and progress get their chance there.
 */
export function mainThread(job: Job): Crew {
  const loaded = load(job);
  let turn: Promise<unknown> = loaded;
  let closed = false;
  // A stoppable call costs as much as a small request: what only waits is soon called without.
  let waits = false;
  const call = (stretch: () => unknown): unknown => {
    if (waits) return stretch();
    const startMs = nowMs();
    const value = callBreakably(stretch);
    waits = types.isPromise(value) && nowMs() - startMs < 1;
    return value;
  };
  return {
    ready: loaded.then(() => {}),
    run: async (part) => {
      turn = turn.then(() => macrotask());
      await turn;
      if (closed) throw new Error(`Cannot start part ${part} as its run is over`);
      return runPart(await loaded, part, job.parts[part], call);
    },
    cpuMs: () => 0,
    close: async () => {
      closed = true;
    },
  };
}
