import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import type { Job } from "../lab/job.js";

/** What one of many that wait costs in memory. */
export interface Weight {
  readonly what: "promise" | "request" | "thread" | "process";
  /** How many were waiting when the memory was read. */
  readonly count: number;
  /** Memory of each, in bytes. */
  readonly bytes: number;
}

/** Something that waits until it is ended, and its memory where that is not this process's. */
interface Waiting {
  readonly end: () => unknown;
  readonly bytes?: number;
}

/**
 * The job that weighs what waits: many of a kind are started, and the memory by which that grew is
 * divided by their number. A promise is an async function at its `await`; a request is one in
 * flight, with its socket; a thread and a process make one request each. The server at `url` must
 * not answer meanwhile. To be run in `way.process(4)`: every part needs a fresh process.
 */
export function memory({ url }: { url: string }): Job {
  const counts = { promise: 50_000, request: 300, thread: 6, process: 3 };
  return {
    label: "memory",
    size: 4,
    module: import.meta.url,
    name: "weigh",
    parts: Object.entries(counts).map(([what, count]) => ({ what, count, url })),
    merge: (values) => values,
  };
}

/** Weighs one kind, with `count` of them. */
export async function weigh({ what, count, url }: Omit<Weight, "bytes"> & { url: string }) {
  // What the first one brings in for the sake of all is no price of the next.
  const all: Waiting[] = [await start[what](url)];
  try {
    const before = await settledBytes();
    while (all.length <= count) all.push(await start[what](url));
    const grown = (await settledBytes()) - before;
    const outside = all.slice(1).reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    return { what, count, bytes: (grown + outside) / count };
  } finally {
    await Promise.all(all.map(({ end }) => end()));
  }
}

const agent = new Agent();
const program = new URL("./waiter.js", import.meta.url);

const start: Record<Weight["what"], (url: string) => Promise<Waiting>> = {
  promise: async () => {
    let end = () => {};
    const answer = new Promise<void>((resolve) => {
      end = resolve;
    });
    (async () => await answer)();
    return { end };
  },
  request: async (url) => {
    const request = get(url, { agent }).on("error", () => {});
    await once(request, "finish");
    return { end: () => request.destroy() };
  },
  thread: async (url) => {
    const thread = new Worker(program, { workerData: url, execArgv: [] });
    await once(thread, "message");
    return { end: () => thread.terminate() };
  },
  process: async (url) => {
    const child = fork(program, [url], { execArgv: [] });
    const [bytes] = await once(child, "message");
    const gone = once(child, "exit");
    const end = () => child.kill("SIGKILL") && gone;
    return { end, bytes: ownBytes(child.pid!) ?? Number(bytes) };
  },
};

/** Memory of this process when what can be thrown away has been, in bytes. */
async function settledBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  await setTimeout(200);
  collect();
  return ownBytes(process.pid) ?? process.memoryUsage.rss();
}

/**
 * Memory that a process shares with no other, in bytes. `null` where nobody tells (only Linux
 * does): then the resident memory must do, which counts Node's own code in every process again.
 */
function ownBytes(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    const own = text.matchAll(/^Private_\w+:\s+(\d+) kB/gm);
    return [...own].reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
  } catch {
    return null;
  }
}
