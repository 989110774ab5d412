import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Piscina } from "piscina";
import { primes, type Range } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { median } from "#dist/lab/run.js";
import { rotated } from "#dist/lab/schedule.js";
import { way } from "#dist/lab/ways/index.js";

const job = primes({ upTo: 10, parts: 1 });

/** Starts so many threads or processes that have loaded the job: how long it took, in ms. */
type Start = (width: number) => Promise<number>;

/** Processes as one would fork them by hand. */
const forked: Start = async (width) => {
  const startMs = performance.now();
  const file = new URL("./plain-fork.js", import.meta.url);
  const children = Array.from({ length: width }, () => fork(file, [job.module], { execArgv: [] }));
  await Promise.all(children.map((child) => once(child, "message")));
  const ms = performance.now() - startMs;
  await Promise.all(children.map(ended));
  return ms;
};

function ended(child: ChildProcess): Promise<unknown> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  return exit;
}

/** Threads as one would have them from piscina. */
const pooled: Start = async (width) => {
  const startMs = performance.now();
  const filename = new URL("./by-hand.js", import.meta.url).href;
  const pool = new Piscina<Range, number[]>({ filename, minThreads: width, maxThreads: width });
  await Promise.all(Array.from({ length: width }, () => pool.run(job.parts[0] as Range)));
  const ms = performance.now() - startMs;
  await pool.destroy();
  return ms;
};

const contestants: Record<string, Start> = {
  process: async (width) => (await run(job, way.process(width))).startUpMs,
  fork: forked,
  worker: async (width) => (await run(job, way.worker(width))).startUpMs,
  piscina: pooled,
};

/**
 * The start-up time that the lab tells, over what does the same by hand. Goal: at most 1.10 times as
 * long, or 5 ms longer, whichever is more.
 */
export async function startUpRows(rounds: number) {
  const turns = [1, 4].flatMap((width) =>
    Object.entries(contestants).map(([name, start]) => ({
      name,
      width,
      start,
      ms: [] as number[],
    })),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { start, width, ms } of rotated(turns, round)) ms.push(await start(width));
  }
  const row = (ours: string, hand: string) =>
    [1, 4].map((width) => {
      const [a, b] = [ours, hand].map((name) =>
        median(turns.find((it) => it.name === name && it.width === width)!.ms),
      ) as [number, number];
      const holds = a <= Math.max(1.1 * b, b + 5) ? "yes" : "no";
      const told = { ms: a.toFixed(1), "by hand, ms": b.toFixed(1), ratio: (a / b).toFixed(2) };
      return { "start of": `${ours} × ${width}`, over: hand, ...told, holds };
    });
  return [...row("process", "fork"), ...row("worker", "piscina")];
}
