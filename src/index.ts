import type { Move } from "./experiments/moving/move.js";
import * as moving from "./experiments/moving/moving.js";
import type { Row } from "./figures/figure.js";
import type { Guess } from "./figures/timings.js";
import type { Job } from "./lab/job.js";
import { type Machine, machine } from "./lab/machine.js";
import * as measure from "./lab/measure.js";
import type { Run } from "./lab/run.js";
import type { Way } from "./lab/ways/way.js";
import { type Claim, judge, verdictLine } from "./lessons/exercises.js";
import type { Picture } from "./lessons/pictures.js";
import { scoreFactors, scoreLetters, scorePicture } from "./lessons/score.js";
import { progress } from "./page/progress.js";
import { plotlyLoader, put, tableHtml } from "./page/show.js";

export { bytesSent, roundTrip } from "./experiments/moving/moving.js";
export { withServer } from "./experiments/server/server.js";
export { time, uncompiledCopy } from "./experiments/stopwatch.js";
export { calls } from "./figures/calls.js";
export { clicks } from "./figures/clicks.js";
export { cost } from "./figures/cost.js";
export { curve } from "./figures/curve.js";
export { grid } from "./figures/grid.js";
export { lanes } from "./figures/lanes.js";
export { memoryBars } from "./figures/memory.js";
export { repeats } from "./figures/repeats.js";
export { pictures as sketches } from "./figures/sketch.js";
export { timings } from "./figures/timings.js";
export { tradeoff } from "./figures/tradeoff.js";
export { computing } from "./jobs/computing.js";
export { fromFunction } from "./jobs/from-function.js";
export { fromPython } from "./jobs/from-python.js";
export { memory } from "./jobs/memory.js";
export { isPrime, primes, primesIn } from "./jobs/primes.js";
export { get, requests } from "./jobs/requests.js";
export {
  asyncFunction,
  counting,
  immediateSlices,
  plainLoop,
  promiseSlices,
} from "./jobs/slices.js";
export { mostAtOnce, takeTurns, turns, withTurns } from "./jobs/turns.js";
export { calibrate } from "./lab/calibrate.js";
export { reactionOf, worstGapMs } from "./lab/heartbeat.js";
export type { Job } from "./lab/job.js";
export { machine } from "./lab/machine.js";
export { coresBusy, inProgress, median, mostInProgress, type Run, wallMs } from "./lab/run.js";
export { python, way } from "./lab/ways/index.js";
export { causeOf, rightCause } from "./lessons/causes.js";
export { rightCores, rightWay } from "./lessons/choices.js";
export {
  atMost,
  claim,
  concurrent,
  notOnMainThread,
  onThreads,
  parallel,
  rightAnswer,
} from "./lessons/exercises.js";
export { fatesOf, scoreFates } from "./lessons/fates.js";
export { scoreGrowth } from "./lessons/growth.js";
export { breakEven, pays, withStartUp } from "./lessons/pays.js";
export { picture } from "./lessons/pictures.js";
export { costsLittle, keepsBeating, politeness, yields } from "./lessons/polite.js";
export {
  answersInOrder,
  askedOnce,
  countRefused,
  emptyShare,
  limitKept,
  noGap,
  served,
} from "./lessons/served.js";
export { show } from "./page/show.js";

/**
 * The first cell's call: shows what this machine is, and brings Plotly into the page, from the
 * project's own files. Every figure of the notebook needs it.
 */
export function setup(): void {
  const rows = machineRows(machine());
  put(plotlyLoader() + tableHtml(rows), () => console.table(rows));
}

/** The facts of a machine as the rows of a table. */
function machineRows(it: Machine): Row[] {
  const cores = `${Number(it.cores.toFixed(2))} of ${it.coresInAll}`;
  const perCore = it.threadsPerCore === null ? "not known here" : String(it.threadsPerCore);
  return [
    { "this machine": "processor", is: it.cpu },
    { "this machine": "cores that may be used", is: cores },
    { "this machine": "hardware threads per core", is: perCore },
    { "this machine": "memory", is: `${it.memoryGiB} GiB` },
    { "this machine": "Node", is: it.node },
    { "this machine": "operating system", is: it.system },
  ];
}

/**
 * Runs the job once: opens the way, hands all parts out, merges their values, closes the way.
 * Shows its progress where it takes over two seconds.
 *
 * @throws {TypeError | RangeError} before anything is started, if the job or the way is none.
 * @throws {Error} if a part fails (which part, where and why), or if the run is stopped.
 */
export function run(job: Job, way: Way, options: measure.RunOptions = {}): Promise<Run> {
  return withProgress(options, (all) => measure.run(job, way, all));
}

/**
 * Runs every job in every way, by default in the four ways of Node. In each round each way in turn
 * is opened, run cold, run warm and closed. Gives one row per run.
 *
 * @throws {TypeError | RangeError} before anything is started, if an argument is of no use.
 * @throws {Error} if two ways give different answers, if a part fails, or if it is stopped.
 */
export function compare(
  jobs: Job | readonly Job[],
  ways?: readonly Way[],
  options: measure.CompareOptions = {},
): Promise<Run[]> {
  return withProgress(options, (all) => measure.compare(jobs, ways, all));
}

/**
 * Measures what it takes to bring 1 KiB to 64 MiB to a worker thread or a process and back, by
 * several methods. Gives one row per trip.
 *
 * @throws {TypeError | RangeError} before anything is started, if an option is out of range.
 */
export function moveBytes(options: moving.MoveOptions = {}): Promise<Move[]> {
  return withProgress(options, (all) => moving.moveBytes(all));
}

async function withProgress<O extends measure.MeasureOptions, T>(
  options: O,
  body: (options: O) => Promise<T>,
): Promise<T> {
  const shown = progress();
  try {
    return await body({ onProgress: shown.update, ...options });
  } finally {
    shown.end();
  }
}

/**
 * Runs an attempt and prints what is right and wrong with it, a line per claim: ✓ holds, ✗ does
 * not, – cannot be told on this machine. Never rejects. An attempt may take 20 seconds, on
 * a busy machine up to four times as long; where only claims fail that rest on a measured time, it is tried again, three times in all.
 */
export async function check<T>(
  attempt: () => T | Promise<T>,
  ...claims: readonly Claim<T>[]
): Promise<void> {
  const verdicts = await judge(attempt, claims);
  console.log(verdicts.map(verdictLine).join("\n"));
}

/** Scores guessed factors against measured rows: a sentence per way. */
export function score(guess: Guess, runs: readonly Run[]): string;
/** Scores a chosen picture against a measured run. */
export function score(
  choice: string,
  run: Run,
  pictures: Readonly<Record<string, Picture>>,
): string;
/** Scores an answer in letters, such as an order, against what happened. */
export function score(guess: string, happened: string): string;
export function score(
  guess: Guess | string,
  measured: readonly Run[] | Run | string,
  pictures: Readonly<Record<string, Picture>> = {},
): string {
  if (typeof measured === "string") return scoreLetters(guess as string, measured);
  return Array.isArray(measured)
    ? scoreFactors(guess as Guess, measured).join("\n")
    : scorePicture(guess as string, pictures, measured as Run);
}
