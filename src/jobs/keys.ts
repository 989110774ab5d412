import { pbkdf2 } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { must, mustBeInteger } from "../lab/arguments.js";
import { nowMs, processCpuMs } from "../lab/clock.js";
import type { Job, Span } from "../lab/job.js";
import type { Run } from "../lab/run.js";

/** What the process that asked for keys saw. */
interface Keys {
  /** Of each call, when it was made and when its answer came. */
  readonly calls: readonly (readonly [startMs: number, endMs: number])[];
  /** At the start, at each beat of the event loop and at the end: the CPU time of each thread. */
  readonly looks: readonly { readonly atMs: number; readonly cpuMs: Record<string, number> }[];
  readonly cpuMs: number;
  /** How many threads the pool may have. */
  readonly size: number;
}

/** Makes a key of a password, as a login does: it takes `rounds` rounds, one after another. */
export function makeKey(salt: string, rounds: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, key: Buffer) => (error ? reject(error) : resolve(key));
    pbkdf2("a password", salt, rounds, 64, "sha512", done);
  });
}

/** Asks for all keys at once, and notes when each is there and which threads computed. */
export async function makeKeys(input: { calls: number; rounds: number }): Promise<Keys> {
  await makeKey("the first call starts the threads", 1);
  const looks = [look()];
  const heartbeat = setInterval(() => looks.push(look()), 5);
  const startCpuMs = processCpuMs();
  const timed = async (_: unknown, call: number) => {
    const startMs = nowMs();
    await makeKey(`${call}`, input.rounds);
    return [startMs, nowMs()] as const;
  };
  const calls = await Promise.all(Array.from({ length: input.calls }, timed));
  clearInterval(heartbeat);
  looks.push(look());
  const size = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
  return { calls, looks, cpuMs: processCpuMs() - startCpuMs, size };
}

/** Linux tells the CPU time of each thread in a file; other systems have no such files. */
function look(): Keys["looks"][number] {
  const folder = "/proc/self/task";
  const cpuOf = (id: string) =>
    Number.parseInt(readFileSync(`${folder}/${id}/schedstat`, "utf8"), 10);
  try {
    const all = readdirSync(folder).map((id) => [id, cpuOf(id) / 1e6]);
    return { atMs: nowMs(), cpuMs: Object.fromEntries(all) };
  } catch {
    return { atMs: nowMs(), cpuMs: {} };
  }
}

/**
 * The job of one part that asks for `calls` keys at once, in the process that runs it.
 *
 * @throws {TypeError | RangeError} if `calls` or `rounds` is no integer >= 1.
 */
export function keys({ calls, rounds }: { calls: number; rounds: number }): Job {
  mustBeInteger("Cannot make keys", "calls", calls, { most: 100 });
  mustBeInteger("Cannot make keys", "rounds", rounds);
  return {
    ...{ label: "keys", size: rounds, module: import.meta.url, name: "makeKeys" },
    ...{ parts: [{ calls, rounds }], merge: ([value]) => value },
  };
}

/**
 * A run of `keys` with a span per call, as the process saw it that made the calls. When a call left
 * the queue is calculated: first come, first served, by as many threads as the pool has.
 *
 * @throws {TypeError} if it is the run of another job.
 */
export function byCall(run: Run): Run {
  const { calls, size } = keysOf(run);
  const ends = calls.map(([, endMs]) => endMs).sort((a, b) => a - b);
  const spans = calls.map(([startMs, endMs], part) => {
    const takenMs = part < size ? startMs : Math.min(ends[part - size]!, endMs);
    return { part, threadId: 0, startMs, endMs, cpuMs: null, ranMs: [[takenMs, endMs] as const] };
  });
  return within(run, spans);
}

/**
 * A run of `keys` with a span per thread that computed besides the main thread, as the operating
 * system counts them. No spans where it does not tell, as only Linux does.
 *
 * @throws {TypeError} if it is the run of another job.
 */
export function byThread(run: Run): Run {
  const { looks, cpuMs: inAllMs } = keysOf(run);
  const { startMs, endMs } = within(run, []);
  const threads = Object.keys(looks.at(-1)!.cpuMs).map((id) => {
    const steps = looks.slice(1).map(({ atMs, cpuMs }, i) => {
      const { atMs: fromMs, cpuMs: before } = looks[i]!;
      return { fromMs, toMs: atMs, usedMs: cpuMs[id]! - (before[id] ?? cpuMs[id]!) };
    });
    const ran = steps.filter(({ fromMs, toMs, usedMs }) => usedMs > (toMs - fromMs) / 20);
    const ranMs = ran.map(
      ({ fromMs, toMs }) => [Math.max(fromMs, startMs), Math.min(toMs, endMs)] as const,
    );
    const cpuMs = steps.reduce((sum, { usedMs }) => sum + usedMs, 0);
    return { threadId: Number(id), startMs, endMs, cpuMs, ranMs };
  });
  // V8 has threads too, which compile and collect garbage: they do no share of this work.
  const main = run.spans[0]!.pid;
  const its = threads.filter(({ threadId, cpuMs }) => threadId !== main && cpuMs > inAllMs / 25);
  const spans = its.map((it, part) => ({ part, ...it }));
  return { ...within(run, spans), way: "pool of threads" };
}

/** The run from its first call to its last answer, with these spans. */
function within(run: Run, spans: readonly Omit<Span, "pid">[]): Run {
  const { calls, looks, cpuMs } = keysOf(run);
  const { pid } = run.spans[0]!;
  const [startMs, endMs] = [calls[0]![0], Math.max(...calls.map(([, end]) => end))];
  const beatsMs = looks.map(({ atMs }) => atMs);
  return { ...run, startMs, endMs, beatsMs, cpuMs, spans: spans.map((it) => ({ ...it, pid })) };
}

function keysOf({ job, answer }: Run): Keys {
  const rule = "'run' must be a run of keys(…)";
  must(job?.startsWith("keys"), "Cannot tell when keys were made", rule, job);
  return answer as Keys;
}
