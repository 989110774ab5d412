import { setImmediate as macrotask } from "node:timers/promises";
import { Script } from "node:vm";
import { nowMs } from "../clock.js";
import type { Job, Outcome } from "../job.js";
import { load } from "../run-part.js";
import { Turns } from "./turns.js";
import { type Crew, tooLong, type Way } from "./way.js";

/**
 * Opens the ways that need no thread but the one that asks. Before the parts that are asked for
 * together the event loop turns once, outside their spans: timers, an interrupt and progress get
 * their chance there. Then they start one right after the other, as in a plain `Promise.all`. With `turns`
 * each span tells when its part really ran.
 */
export function mainThread({ turns = false } = {}): Way["open"] {
  const call = interruptiblyWhereLong();
  return (job) => crew(job, call, turns ? new Turns() : undefined);
}

// Nobody can end a part on the main thread that awaits something.
let adrift = false;

/**
 * Whether a run has ended before its parts on the main thread: they go on until they end by
 * themselves. Asked once, it is forgotten.
 */
export function takeAdrift(): boolean {
  const was = adrift;
  adrift = false;
  return was;
}

function crew(job: Job, call: (stretch: () => void) => void, turns?: Turns): Crew {
  const loaded = load(job);
  let asked: (() => unknown)[] = [];
  let closed = false;
  let inProgress = 0;
  const turn = async (): Promise<void> => {
    await macrotask();
    const starts = asked;
    asked = [];
    if (closed) return;
    call(() => {
      for (const start of starts) start();
    });
  };
  return {
    ready: loaded.then(() => {}),
    run: async (part, limitMs) => {
      const runPart = await loaded;
      return new Promise<Outcome>((resolve, reject) => {
        const start = () => {
          inProgress++;
          const runs = () => runPart(part, job.parts[part]);
          const outcome = turns ? turns.follow(part, runs) : runs();
          outcome.then(() => inProgress--);
          outcome.then(resolve, reject);
          return outcome;
        };
        const over = () => reject(tooLong(limitMs!));
        const ended = () => {
          inProgress--;
          over();
        };
        const begin = limitMs === undefined ? start : () => within(limitMs, start, { over, ended });
        if (asked.push(begin) === 1) turn().catch(reject);
      });
    },
    cpuMs: () => 0,
    close: async () => {
      closed = true;
      turns?.close();
      adrift ||= inProgress > 0;
    },
  };
}

/** Starts a part, and ends it if it computes for too long; one that awaits is only given up. */
function within(
  limitMs: number,
  start: () => Promise<unknown>,
  tell: { over: () => void; ended: () => void },
): void {
  const timer = setTimeout(tell.over, limitMs);
  const inTime = () => clearTimeout(timer);
  try {
    interruptibly(() => start().then(inTime), limitMs);
  } catch (error) {
    inTime();
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    tell.ended();
  }
}

/**
 * Calls what may take long so that an interrupt can break it off. Not what follows on something
 * quick, in the same way: such a call costs as much as a small request, and at its two ends, for
 * some ten microseconds, an interrupt would be lost or would end the process.
 */
export function interruptiblyWhereLong(): <T>(stretch: () => T) => T {
  let quick = false;
  return (stretch) => {
    const startMs = nowMs();
    try {
      return quick ? stretch() : interruptibly(stretch);
    } finally {
      quick = nowMs() - startMs < QUICK_MS;
    }
  };
}

const QUICK_MS = 10;

// Node can break off running synchronous code only if it was called as a script.
const stretchKey = Symbol.for("stretch in progress");
const breakable = new Script("globalThis[Symbol.for('stretch in progress')]()");

/**
 * Calls the stretch, and gives back what it gives. An interrupt, or a limit in ms, can break it off,
 * even out of an endless loop.
 */
export function interruptibly<T>(stretch: () => T, timeout?: number): T {
  const global = globalThis as Record<symbol, unknown>;
  global[stretchKey] = stretch;
  try {
    return breakable.runInThisContext({ breakOnSigint: true, ...(timeout && { timeout }) });
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
