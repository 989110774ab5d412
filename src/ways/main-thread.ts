import { setImmediate as macrotask } from "node:timers/promises";
import { Script } from "node:vm";
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
  return {
    ready: loaded.then(() => {}),
    run: async (part) => {
      turn = turn.then(() => macrotask());
      await turn;
      if (closed) throw new Error(`Cannot start part ${part} as its run is over`);
      return runPart(await loaded, part, job.parts[part], callBreakably);
    },
    cpuMs: () => 0,
    close: async () => {
      closed = true;
    },
  };
}
