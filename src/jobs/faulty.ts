import { setTimeout as nap } from "node:timers/promises";
import { mustBeOneOf } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { run } from "../lab/measure.js";
import { way } from "../lab/ways/index.js";

/** What a part can do wrong; `null` for a part that does its work. */
export type Does = (typeof FAULTS)[number] | null;

const FAULTS = ["throws", "exits", "fills the memory", "loops for ever", "never answers"] as const;

/** A part that takes 50 ms and gives 1, unless it does something wrong halfway. */
export async function work(does: Does): Promise<number> {
  await nap(25);
  if (does === "throws") throw new RangeError("no such number");
  if (does === "exits") process.exit(3);
  if (does === "fills the memory") for (const all = []; ; ) all.push(new Array(10_000).fill(1.5));
  if (does === "loops for ever") for (;;);
  if (does === "never answers") await new Promise(() => {});
  await nap(25);
  return 1;
}

/** All parts as promises of one thread, as in the way `async`; gives how many answered. */
export async function onOneThread(all: readonly Does[]): Promise<number> {
  // One that never answers must not keep the others' count back.
  const late = nap(1000).then(() => Promise.reject(new Error("never answered")));
  const settled = await Promise.allSettled(all.map((does) => Promise.race([work(does), late])));
  return answered(settled);
}

/** All parts in two worker threads of the process that is asked; gives how many answered. */
export async function inThreads(all: readonly Does[]): Promise<number> {
  const survive = { onFailure: "keep", partLimitMs: 2000 } as const;
  const { answer } = await run(jobOf(all, "work"), way.worker(2, { heapMiB: 64 }), survive);
  return answered(answer as PromiseSettledResult<unknown>[]);
}

function answered(settled: readonly PromiseSettledResult<unknown>[]): number {
  return settled.filter(({ status }) => status === "fulfilled").length;
}

/** What `faulty` must be told. */
export interface FaultyOptions {
  /** What the third of the ten parts does wrong. */
  does: Exclude<Does, null>;
  /**
   * Makes one part of all ten, which runs them inside the process that gets it, on its main thread or
   * in worker threads: for faults that may end the process. Its answer is how many answered.
   */
  inside?: "async" | "worker";
}

/**
 * The job of ten parts, of which the third does something wrong.
 *
 * @throws {RangeError} if it cannot do that.
 */
export function faulty({ does, inside }: FaultyOptions): Job {
  mustBeOneOf("Cannot make a faulty job", "does", does, FAULTS);
  const all = Array.from({ length: 10 }, (_, part) => (part === 2 ? does : null));
  if (inside === undefined) return { ...jobOf(all, "work"), label: does };
  const name = inside === "async" ? "onOneThread" : "inThreads";
  return { ...jobOf([all], name), label: does };
}

function jobOf(parts: readonly unknown[], name: string): Job {
  const merge = (values: unknown[]) => values;
  return { label: "work", size: 10, module: import.meta.url, name, parts, merge };
}
