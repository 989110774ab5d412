import { inspect, isDeepStrictEqual } from "node:util";
import { nowMs } from "./clock.js";
import { current, mustBeInteger } from "./door.js";
import { execute, type Turn } from "./execute.js";
import type { Job } from "./job.js";
import { inOpen, untilStopped } from "./lifetime.js";
import { load } from "./part.js";
import { type Run, wayLabel } from "./run.js";
import { inOrder, type Schedule } from "./schedule.js";
import { way as ways } from "./ways/index.js";
import type { Way } from "./ways/way.js";

/** What every measurement can be told. */
export interface MeasureOptions {
  /**
   * Stops the measurement and ends its threads and processes. A synchronous part on the main
   * thread lets no signal through while it runs: only Jupyter's stop button can end it.
   */
  signal?: AbortSignal;
  /** Told after every part how many are done, of how many in all. */
  onProgress?: (done: number, all: number) => void;
}

/** What `run` can be told. */
export interface RunOptions extends MeasureOptions {
  /** Hands the parts out. Default: in order, as many at once as the way allows. */
  schedule?: Schedule;
}

/** What `compare` can be told. */
export interface CompareOptions extends MeasureOptions {
  /** How often every way has its turn. Default 5. */
  rounds?: number;
}

/** What `calibrate` can be told. */
export interface CalibrateOptions extends MeasureOptions {
  /** Wall time that the job shall take, in ms. */
  targetMs: number;
  /** The way that is timed. Default `way.single()`. */
  way?: Way;
}

/**
 * Runs the job once: opens the way, hands all parts out, merges their values, closes the way.
 *
 * @throws {TypeError | RangeError} before anything is started, if the job or the way is none.
 * @throws {Error} if a part fails (which part, where and why), or if the run is stopped.
 */
export async function run(job: Job, way: Way, options: RunOptions = {}): Promise<Run> {
  const { schedule = inOrder, signal, onProgress = () => {} } = options;
  await checkAtDoor([job], [way]);
  let done = 0;
  const onPart = () => onProgress(++done, job.parts.length);
  const [row] = await untilStopped(signal, (stop) =>
    takeTurn({ job, way, round: 0, schedule, stop, onPart }, 1),
  );
  return row!;
}

/**
 * Runs every job in every way. In each round each way in turn is opened, run cold, run warm and
 * closed; the next round begins with another way. Gives one row per run.
 *
 * @throws {TypeError | RangeError} before anything is started, if an argument is of no use.
 * @throws {Error} if two ways give different answers, if a part fails, or if it is stopped.
 */
export async function compare(
  job: Job | readonly Job[],
  using: readonly Way[] = [ways.single(), ways.async(), ways.worker(4), ways.process(4)],
  { rounds = 5, signal, onProgress = () => {} }: CompareOptions = {},
): Promise<Run[]> {
  const jobs = Array.isArray(job) ? (job as readonly Job[]) : [job as Job];
  await checkAtDoor(jobs, using);
  mustBeInteger("Cannot compare the ways", "rounds", rounds, { most: 1000 });
  const turns = Array.from({ length: rounds }, (_, round) =>
    jobs.flatMap((job) => rotated(using, round).map((way) => ({ job, way, round }))),
  ).flat();
  const all = turns.reduce((sum, { job }) => sum + 2 * job.parts.length, 0);
  let done = 0;
  const onPart = () => onProgress(++done, all);
  return untilStopped(signal, async (stop) => {
    const runs: Run[] = [];
    const firsts = new Map<Job, Run>();
    for (const its of turns) {
      for (const row of await takeTurn({ ...its, schedule: inOrder, stop, onPart }, 2)) {
        const first = firsts.get(its.job) ?? row;
        firsts.set(its.job, first);
        runs.push(withSameAnswer(row, first));
      }
    }
    return runs;
  });
}

/**
 * The size, to two digits, at which a job takes about `targetMs` on this machine: doubles the size
 * from 1,000 until the time can be told, then follows the power law between the last two sizes.
 *
 * @throws {TypeError | RangeError} if `sized` is no function or `targetMs` no integer >= 10.
 */
export async function calibrate(
  sized: (size: number) => Job,
  { targetMs, way = ways.single(), ...options }: CalibrateOptions,
): Promise<number> {
  const action = "Cannot calibrate";
  if (typeof sized !== "function") {
    throw new TypeError(
      `${action} as the first argument must be a function that makes a job of a size, such as ` +
        `n => primes({ upTo: n }): ${current(sized)}`,
    );
  }
  mustBeInteger(action, "targetMs", targetMs, { least: 10, most: 600_000 });
  const timed = async (size: number) => {
    const { startMs, endMs } = await run(sized(size), way, options);
    return { size, ms: endMs - startMs };
  };
  let last = await timed(1000);
  let next = await timed(2000);
  while (next.ms < targetMs / 8 && next.size < 1e12)
    [last, next] = [next, await timed(next.size * 2)];
  for (let tries = 0; tries < 4 && Math.abs(next.ms / targetMs - 1) > 0.1; tries++) {
    const slope = Math.log(next.ms / last.ms) / Math.log(next.size / last.size);
    // Noise can bend two close points into any slope: real work grows between n^0.5 and n^3.
    const power = Math.min(3, Math.max(0.5, Number.isFinite(slope) ? slope : 1));
    const size = twoDigits(next.size * (targetMs / next.ms) ** (1 / power));
    if (size === next.size) break;
    [last, next] = [next, await timed(size)];
  }
  return next.size;
}

/** Opens the way, runs the job in it `times` times, closes it. */
async function takeTurn(its: Turn, times: number): Promise<Run[]> {
  const askedMs = nowMs();
  const open = () => its.way.open(its.job);
  return inOpen(open, its.stop, async (crew) => {
    const startUpMs = nowMs() - askedMs;
    const rows: Run[] = [];
    while (rows.length < times) rows.push(await execute(its, crew, startUpMs, rows.length > 0));
    return rows;
  });
}

/** Checks that there is something to run and somewhere to run it, before anything is started. */
async function checkAtDoor(jobs: readonly Job[], using: readonly Way[]): Promise<void> {
  const action = "Cannot run the job";
  for (const job of jobs) {
    if (!Array.isArray(job?.parts) || typeof job.merge !== "function") {
      throw new TypeError(`${action} as 'job' must be a job, such as primes(…): ${current(job)}`);
    }
    if (job.parts.length === 0) {
      throw new RangeError(`${action} '${job.label}' as it must have at least one part`);
    }
    await load(job);
  }
  if (jobs.length === 0) throw new RangeError(`${action} as 'jobs' must hold at least one job: []`);
  if (!Array.isArray(using) || using.length === 0) {
    throw new RangeError(
      `${action} as 'ways' must be a list of at least one way, such as [way.single()]: ` +
        current(using),
    );
  }
  for (const way of using) {
    if (typeof way?.open === "function") continue;
    throw new TypeError(
      `${action} as every way must be a way, such as way.worker(4): ${current(way)}`,
    );
  }
}

/** The row, holding the first row's answer in place of its own equal one. */
function withSameAnswer(row: Run, first: Run): Run {
  if (isDeepStrictEqual(row.answer, first.answer)) return { ...row, answer: first.answer };
  throw new Error(
    `The ways disagree about '${row.job}': '${wayLabel(row)}' gave ${short(row.answer)} and ` +
      `'${wayLabel(first)}' gave ${short(first.answer)}`,
  );
}

function short(answer: unknown): string {
  return inspect(answer, { breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 8 }).slice(
    0,
    200,
  );
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const cut = by % list.length;
  return [...list.slice(cut), ...list.slice(0, cut)];
}

function twoDigits(size: number): number {
  return Math.max(1, Math.round(Number(size.toPrecision(2))));
}
