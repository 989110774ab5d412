import { threadId } from "node:worker_threads";
import { cut, must, shown } from "./arguments.js";
import { nowMs, threadCpuMs } from "./clock.js";
import type { Fault, Job, Outcome } from "./job.js";

/** Where a job's function is: all that a thread or process needs to be told. */
export type Source = Pick<Job, "module" | "name">;

/**
 * Runs one part in the thread that calls it, at once, and notes when and where. What the part
 * throws comes back as a fault.
 */
export type RunPart = (part: number, input: unknown) => Promise<Outcome>;

/**
 * Loads the job's function into the thread that asks.
 *
 * @throws {TypeError} if the module cannot be loaded or does not export a function of that name.
 */
export async function load({ module, name }: Source): Promise<RunPart> {
  const exports = await import(module).catch((cause: Error) => {
    const why = cause?.message?.split("\n")[0];
    const rule = `'module' must be the URL of an ES module that can be imported (${why})`;
    must(false, "Cannot load the job", rule, module);
  });
  const names = Object.keys(exports).join(", ") || "nothing";
  const rule = `'name' must be a function that its module exports (it exports: ${names})`;
  must(typeof exports[name] === "function", "Cannot load the job", rule, name);
  return runner(exports[name]);
}

function runner(fn: (input: unknown) => unknown): RunPart {
  const meters = new Meters();
  return async (part, input) => {
    const meter = meters.start();
    const span = () => {
      meters.stop(meter);
      return { part, pid: process.pid, threadId, ...meter };
    };
    try {
      const value = fn(input);
      if (!isThenable(value)) return { span: span(), value };
      return { value: await value, span: span() };
    } catch (error) {
      return { span: span(), fault: asFault(error) };
    }
  };
}

interface Meter {
  startMs: number;
  endMs: number;
  cpuMs: number | null;
}

/**
 * The meters of what is in progress on this thread. Its CPU time is one number, so parts that
 * overlap here (functions that await) share what was used between two events equally.
 */
class Meters {
  readonly #running = new Set<Meter>();
  #settledMs: number | null = null;

  start(): Meter {
    this.#settle();
    const meter = { startMs: nowMs(), endMs: 0, cpuMs: this.#settledMs === null ? null : 0 };
    this.#running.add(meter);
    return meter;
  }

  stop(meter: Meter): void {
    meter.endMs = nowMs();
    this.#settle();
    this.#running.delete(meter);
  }

  #settle(): void {
    const before = this.#settledMs;
    const now = threadCpuMs();
    for (const meter of this.#running) {
      if (now === null || before === null || meter.cpuMs === null) meter.cpuMs = null;
      else meter.cpuMs += (now - before) / this.#running.size;
    }
    this.#settledMs = now;
  }
}

/** Whether it is a promise, of whatever kind: `await` would wait for it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** An error as plain text, which can be sent anywhere; says so if what was thrown is not an Error. */
export function asFault(error: unknown): Fault {
  try {
    if (!(error instanceof Error)) {
      const what = shown(error, 200);
      return { name: "Error", message: `it threw ${what}, which is no Error`, stack: "" };
    }
    const { name, message, stack = "" } = error;
    return { name: cut(name, 100), message: cut(message, 2000), stack: cut(stack, 8000) };
  } catch {
    return { name: "Error", message: "it threw something that cannot be read", stack: "" };
  }
}
