import { inspect, types } from "node:util";
import { threadId } from "node:worker_threads";
import { nowMs, threadCpuMs } from "./clock.js";
import { current } from "./door.js";
import type { Fault, Job, Outcome } from "./job.js";

/** A job's function, loaded in this thread: a part's input in, its value or a promise of it out. */
export type PartFunction = (input: unknown) => unknown;

/**
 * Loads the job's function into the thread that asks.
 *
 * @throws {TypeError} if the module cannot be loaded or does not export a function of that name.
 */
export async function load({ module, name }: Pick<Job, "module" | "name">): Promise<PartFunction> {
  const exports = await import(module).catch((cause: Error) => {
    throw new TypeError(
      `Cannot load the job as 'module' must be the URL of an ES module that can be imported ` +
        `(${cause.message.split("\n")[0]}): ${current(module)}`,
      { cause },
    );
  });
  if (typeof exports[name] === "function") return exports[name];
  throw new TypeError(
    `Cannot load the job as 'name' must be a function that its module exports ` +
      `(it exports: ${Object.keys(exports).join(", ") || "nothing"}): ${current(name)}`,
  );
}

interface Meter {
  startMs: number;
  endMs: number;
  cpuMs: number | null;
}

// What is in progress on this thread. Its CPU time is one number, so parts that overlap here
// (functions that await) share what was used between two events equally.
const inProgress = new Set<Meter>();
let settledMs: number | null = null;

function settle(): void {
  const now = threadCpuMs();
  const share = now === null || settledMs === null ? null : (now - settledMs) / inProgress.size;
  for (const meter of inProgress) {
    meter.cpuMs = share === null || meter.cpuMs === null ? null : meter.cpuMs + share;
  }
  settledMs = now;
}

function start(): Meter {
  settle();
  const meter = { startMs: nowMs(), endMs: 0, cpuMs: settledMs === null ? null : 0 };
  inProgress.add(meter);
  return meter;
}

function stop(meter: Meter): void {
  if (!inProgress.has(meter)) return;
  meter.endMs = nowMs();
  settle();
  inProgress.delete(meter);
}

/**
 * Runs one part in the thread that calls it, and notes when and where. Never rejects: what the
 * part throws comes back as a fault. `call` makes the function's first, synchronous stretch; the
 * main thread passes one that an interrupt can break off.
 */
export async function runPart(
  fn: PartFunction,
  part: number,
  input: unknown,
  call: (stretch: () => unknown) => unknown = (stretch) => stretch(),
): Promise<Outcome> {
  let meter: Meter | undefined;
  const begin = (): unknown => {
    meter = start();
    const value = fn(input);
    if (!isThenable(value)) stop(meter);
    return value;
  };
  const span = () => {
    if (!meter) throw new Error(`Part ${part} was not called`);
    stop(meter);
    return { part, pid: process.pid, threadId, ...meter };
  };
  try {
    const value = await call(begin);
    return { span: span(), value };
  } catch (error) {
    return { span: span(), fault: asFault(error) };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** An error as plain text that any border lets through; says so where no Error was thrown. */
export function asFault(error: unknown): Fault {
  if (types.isNativeError(error)) {
    return { name: error.name, message: error.message, stack: error.stack ?? "" };
  }
  const message = `it threw ${inspect(error, { depth: 1 }).slice(0, 200)}, which is no Error`;
  return { name: "Error", message, stack: "" };
}
