import { isDeepStrictEqual } from "node:util";
import { must, mustBeInteger, mustBeOneOf, mustHold, shown } from "./arguments.js";
import { nowMs } from "./clock.js";
import type { Job } from "./job.js";
import { oneRun, type Turn } from "./one-run.js";
import { type Run, wayLabel } from "./run.js";
import { load } from "./run-part.js";
import { inOrder, rotated, type Schedule } from "./schedule.js";
import { inOpen, orStopped, untilStopped } from "./stop.js";
import { way as ways } from "./ways/index.js";
import { takeAdrift } from "./ways/main-thread.js";
import type { Way } from "./ways/way.js";

/** What every measurement can be told. */
export interface MeasureOptions {
  /**
   * Stops the measurement and ends its threads and processes. A synchronous part on the main
   * thread lets no signal through while it runs: only Jupyter's stop button can end it, unless it
   * follows on parts that took less than 10 ms. In that case restart the kernel.
   */
  signal?: AbortSignal;
  /** Told after every part how many are done, of how many in all. */
  onProgress?: (done: number, all: number) => void;
}

/** What `run` can be told. */
export interface RunOptions extends MeasureOptions {
  /** Hands the parts out. Default: in order, as many at once as the way allows. */
  schedule?: Schedule;
  /**
   * If a part fails, `"reject"` (the default) ends the run; `"keep"` goes on, and the answer is a list
   * like that of `Promise.allSettled`, not merged.
   */
  onFailure?: "reject" | "keep";
  /**
   * A part that takes longer, in ms, fails, and its thread or process is ended. On the main thread
   * nobody can end what awaits: it is no longer waited for. Default: no limit.
   */
  partLimitMs?: number;
}

/** What `compare` can be told. */
export interface CompareOptions extends MeasureOptions {
  /** How often every way has its turn. Default 5. */
  rounds?: number;
}

/**
 * Runs the job once: opens the way, hands all parts out, merges their values, closes the way.
 *
 * @throws {TypeError | RangeError} before anything is started, if an argument is wrong.
 * @throws {Error} if a part fails (which part, where and why), or if the run is stopped.
 */
export async function run(job: Job, way: Way, options: RunOptions = {}): Promise<Run> {
  const { schedule = inOrder, signal, onProgress = () => {}, partLimitMs } = options;
  checkAtDoor([job], [way], { schedule, signal, onProgress });
  const keep = checkFailing(way, options);
  let done = 0;
  const onPart = () => onProgress(++done, job.parts.length);
  return oneAtATime(job.label, signal, async (stop) => {
    await orStopped(stop, load(job));
    const how = { schedule, stop, onPart, keep, partLimitMs };
    const [row] = await takeTurn({ job, way, round: 0, ...how }, 1);
    return row!;
  });
}

/**
 * Runs every job in every way. In each round each way in turn is opened, run cold, run warm and
 * closed; the next round begins with another way. Gives one row per run.
 *
 * @throws {TypeError | RangeError} before anything is started, if an argument is wrong.
 * @throws {Error} if two ways give different answers, if a part fails, or if it is stopped.
 */
export async function compare(
  job: Job | readonly Job[],
  using: readonly Way[] = [ways.single(), ways.async(), ways.worker(4), ways.process(4)],
  { rounds = 5, signal, onProgress = () => {} }: CompareOptions = {},
): Promise<Run[]> {
  const jobs = Array.isArray(job) ? (job as readonly Job[]) : [job as Job];
  mustBeInteger("Cannot compare the ways", "rounds", rounds, { most: 1000 });
  checkAtDoor(jobs, using, { signal, onProgress });
  const turns = Array.from({ length: rounds }, (_, round) =>
    jobs.flatMap((job) => rotated(using, round).map((way) => ({ job, way, round }))),
  ).flat();
  const all = turns.reduce((sum, { job }) => sum + 2 * job.parts.length, 0);
  let done = 0;
  const onPart = () => onProgress(++done, all);
  return oneAtATime(jobs[0]!.label, signal, async (stop) => {
    for (const job of jobs) await orStopped(stop, load(job));
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

/** The measurement in progress: a second one beside it would be charged with its CPU time. */
let current: { label: string; stop: AbortSignal; ended: Promise<unknown> } | undefined;

/** Measures, unless something else is being measured; can be stopped. */
export async function oneAtATime<T>(
  label: string,
  signal: AbortSignal | undefined,
  measure: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  return untilStopped(signal, async (stop) => {
    // A measurement that was stopped needs some time to end.
    while (current?.stop.aborted) await current.ended;
    if (current) {
      throw new Error(
        `Cannot run '${label}' while '${current.label}' is running, as they would share the cores: ` +
          `await that one first, or press the stop button`,
      );
    }
    if (takeAdrift()) {
      console.log(
        "(Of a run that was stopped or failed, a part may still compute on the main thread, since " +
          "nobody can end a part that awaits: restart the kernel to measure without it.)",
      );
    }
    const measured = measure(stop);
    current = { label, stop, ended: measured.catch(() => {}) };
    try {
      return await measured;
    } finally {
      current = undefined;
    }
  });
}

/** Checks that there is something to run and somewhere to run it, before anything is started. */
function checkAtDoor(
  jobs: readonly Job[],
  using: readonly Way[],
  { signal, onProgress, schedule }: { [option in keyof RunOptions]: unknown },
): void {
  const action = "Cannot run the job";
  mustHold(jobs, action, "'jobs' must hold at least one job");
  for (const job of jobs) checkJob(action, job);
  mustHold(using, action, "'ways' must be a list of at least one way, such as [way.single()]");
  for (const way of using) {
    const rule = "every way must be a way, such as way.worker(4)";
    must(typeof way?.open === "function", action, rule, way);
  }
  const stops = signal === undefined || signal instanceof AbortSignal;
  must(stops, action, "'signal' must be an AbortSignal, such as AbortSignal.timeout(1000)", signal);
  must(typeof onProgress === "function", action, "'onProgress' must be a function", onProgress);
  const hands = schedule === undefined || typeof schedule === "function";
  must(hands, action, "'schedule' must be a function of the parts' starts", schedule);
}

/** Whether a run goes on when a part fails. */
function checkFailing(way: Way, { onFailure = "reject", partLimitMs }: RunOptions): boolean {
  const action = "Cannot run the job";
  mustBeOneOf(action, "onFailure", onFailure, ["reject", "keep"]);
  if (partLimitMs !== undefined) {
    mustBeInteger(action, "partLimitMs", partLimitMs, { most: 600_000 });
    const rule = "a way of Python knows no 'partLimitMs'";
    must(!way.name.startsWith("python"), action, rule, partLimitMs);
  }
  return onFailure === "keep";
}

function checkJob(action: string, job: Job): void {
  const is = Array.isArray(job?.parts) && typeof job.merge === "function";
  must(is, action, "'job' must be a job, such as primes({ upTo: 1000 })", job);
  mustHold(job.parts, `${action} '${job.label}'`, "it must have at least one part");
}

/** Opens the way, runs the job in it `times` times, closes it. */
async function takeTurn(its: Turn, times: number): Promise<Run[]> {
  await orStopped(its.stop, Promise.resolve(its.way.prepare?.()));
  const askedMs = nowMs();
  const open = () => its.way.open(its.job);
  return inOpen(open, its.stop, async (crew) => {
    const startUpMs = nowMs() - askedMs;
    const rows: Run[] = [];
    while (rows.length < times) rows.push(await oneRun(its, crew, startUpMs, rows.length > 0));
    return rows;
  });
}

/** The row with the first row's answer in place of its own, equal one, which frees memory. */
function withSameAnswer(row: Run, first: Run): Run {
  if (isDeepStrictEqual(row.answer, first.answer)) return { ...row, answer: first.answer };
  throw new Error(
    `The ways disagree about '${row.job}': '${wayLabel(row)}' gave ${shown(row.answer, 200)} and ` +
      `'${wayLabel(first)}' gave ${shown(first.answer, 200)}`,
  );
}
