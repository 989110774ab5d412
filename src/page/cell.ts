import * as lab from "../lab/calibrate.js";
import type { Job } from "../lab/job.js";
import { machine } from "../lab/machine.js";
import * as measure from "../lab/measure.js";
import type { Run } from "../lab/run.js";
import type { Way } from "../lab/ways/way.js";
import { type Claim, judge } from "../lessons/check.js";
import { line } from "../words/lessons/check.js";
import * as words from "../words/page.js";
import { pacedRounds, pacedTarget } from "./pace.js";
import { withProgress } from "./progress.js";
import { plotlyLoader, put, show, tableHtml } from "./show.js";

/**
 * The first cell's call: shows what this machine is, and brings Plotly into the page, from the
 * project's own files. Every figure of the notebook needs it.
 */
export function setup(): void {
  const rows = words.machine(machine());
  put(plotlyLoader() + tableHtml(rows), () => console.table(rows));
}

/**
 * Runs the job once: opens the way, hands all parts out, merges their values, closes the way.
 * Shows its progress if it takes over two seconds.
 *
 * @throws {TypeError | RangeError} before anything is started, if the job or the way is not one.
 * @throws {Error} if a part fails (which part, where and why), or if the run is stopped.
 */
export function run(job: Job, way: Way, options: measure.RunOptions = {}): Promise<Run> {
  return withProgress(options, (all) => measure.run(job, way, all));
}

/**
 * Runs every job in every way, by default in the four ways of Node. In each round each way in turn
 * is opened, run cold, run warm and closed. Returns one row per run.
 *
 * @throws {TypeError | RangeError} before anything is started, if an argument is of no use.
 * @throws {Error} if two ways give different answers, if a part fails, or if it is stopped.
 */
export function compare(
  jobs: Job | readonly Job[],
  ways?: readonly Way[],
  options: measure.CompareOptions = {},
): Promise<Run[]> {
  return withProgress(pacedRounds(options), (all) => measure.compare(jobs, ways, all));
}

/**
 * Finds the size, to two digits, at which a job takes about `targetMs` on this machine.
 *
 * @throws {TypeError | RangeError} if `sized` is not a function, if `targetMs` is not an integer
 * >= 10, or if the job's time does not grow with its size.
 */
export function calibrate(
  sized: (size: number) => Job,
  options: lab.CalibrateOptions,
): Promise<number> {
  return lab.calibrate(sized, pacedTarget(options));
}

/**
 * Runs an attempt and prints what is right and wrong with it, a line per claim: ✓ holds, ✗ does
 * not, – not judged on this machine. Draws the first ✗ that can be drawn. Never rejects. An attempt
 * may take 40 seconds; if only claims fail that rest on a measured time, it is tried again, three
 * times in all.
 */
export async function check<T>(
  attempt: () => T | Promise<T>,
  ...claims: readonly Claim<T>[]
): Promise<void> {
  const verdicts = await judge(attempt, claims);
  console.log(verdicts.map(line).join("\n"));
  const shown = verdicts.find(({ figure }) => figure)?.figure;
  if (shown) show(shown);
}
