import { setImmediate as turn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { runInThisContext } from "node:vm";
import { must, mustBeInteger } from "../lab/arguments.js";
import { nowMs, processCpuMs } from "../lab/clock.js";
import { usableCores } from "../lab/machine.js";
import type { Run } from "../lab/run.js";
import { isThenable } from "../lab/run-part.js";
import { orStopped, untilStopped } from "../lab/stop.js";

/** What `time` can be told. */
export interface TimeOptions {
  /** How often the function is called and timed. */
  repeats: number;
  /** How often it is called before that, without being timed. Default 0. */
  warmUps?: number;
  /** What figures call it. Default: the function's name. */
  label?: string;
}

/**
 * Times a function: calls it `repeats` times, one call after another, waits for what each call
 * promises, and gives back a row per call, with wall time, CPU time of the whole process, and the
 * answer. Between two calls the event loop turns once, and other programs get their chance.
 *
 * @throws {TypeError | RangeError} if `fn` is not a function, or an option is wrong.
 * @throws whatever the function throws.
 */
export async function time(
  fn: () => unknown,
  { repeats, warmUps = 0, label }: TimeOptions,
): Promise<Run[]> {
  const action = "Cannot time the function";
  must(typeof fn === "function", action, "it must be a function, such as () => work()", fn);
  mustBeInteger(action, "repeats", repeats, { most: 1e4 });
  mustBeInteger(action, "warmUps", warmUps, { least: 0, most: 1e4 });
  return untilStopped(undefined, async (stop) => {
    const rows: Run[] = [];
    for (let round = 0 - warmUps; round < repeats; round++) {
      await turn();
      stop.throwIfAborted();
      const row = await orStopped(stop, timeOnce(fn, round, label ?? (fn.name || "your function")));
      // Equal answers are kept once: fifty large ones would fill the memory.
      const first = rows[0]?.answer;
      const answer = isDeepStrictEqual(row.answer, first) ? first : row.answer;
      if (round >= 0) rows.push({ ...row, warm: warmUps > 0, answer });
    }
    return rows;
  });
}

async function timeOnce(fn: () => unknown, round: number, job: string): Promise<Run> {
  const cpuBefore = processCpuMs();
  const startMs = nowMs();
  let answer = fn();
  // A plain value is there already: only a promise is worth a turn of the microtasks.
  if (isThenable(answer)) answer = await answer;
  const endMs = nowMs();
  const cpuMs = processCpuMs() - cpuBefore;
  return {
    ...{ job, size: 1, parts: 1, way: "single", width: 1, round, warm: false },
    ...{ startUpMs: 0, startMs, endMs, cpuMs, othersMs: null, cores: usableCores() },
    ...{ spans: [], beatsMs: [], answer },
  };
}

/**
 * A copy of a function that the engine has never seen: nothing of it is compiled. It must be whole
 * in itself, and use nothing of the cells around it.
 *
 * @throws {SyntaxError} if its text does not stand alone: a method, a built-in function.
 */
export function uncompiledCopy<F extends (...args: never[]) => unknown>(fn: F): F {
  // An engine keeps what it has compiled of a text: no two copies may have the same one.
  return runInThisContext(`(${fn})\n// ${process.hrtime.bigint()}`);
}
