import { current, must } from "./door.js";
import type { Job } from "./job.js";
import type { Way } from "./ways/way.js";

const ACTION = "Cannot run the job";

/** What a measurement is told beside its jobs and ways. */
interface Told {
  readonly signal: unknown;
  readonly onProgress: unknown;
  readonly schedule?: unknown;
}

/**
 * Checks that there is something to run and somewhere to run it, before anything is started.
 *
 * @throws {TypeError | RangeError} that says what is wrong.
 */
export function checkAtDoor(
  jobs: readonly Job[],
  ways: readonly Way[],
  { signal, onProgress, schedule }: Told,
): void {
  if (jobs.length === 0) throw new RangeError(`${ACTION} as 'jobs' must hold at least one job: []`);
  for (const job of jobs) checkJob(job);
  checkWays(ways);
  const stops = signal === undefined || signal instanceof AbortSignal;
  must(stops, ACTION, "'signal' must be an AbortSignal, such as AbortSignal.timeout(1000)", signal);
  must(typeof onProgress === "function", ACTION, "'onProgress' must be a function", onProgress);
  const hands = schedule === undefined || typeof schedule === "function";
  must(hands, ACTION, "'schedule' must be a function of the parts' starts", schedule);
}

function checkJob(job: Job): void {
  const is = Array.isArray(job?.parts) && typeof job.merge === "function";
  must(is, ACTION, "'job' must be a job, such as primes({ upTo: 1000 })", job);
  if (job.parts.length > 0) return;
  throw new RangeError(`${ACTION} '${job.label}' as it must have at least one part`);
}

function checkWays(ways: readonly Way[]): void {
  if (!Array.isArray(ways) || ways.length === 0) {
    const rule = "'ways' must be a list of at least one way, such as [way.single()]";
    throw new RangeError(`${ACTION} as ${rule}: ${current(ways)}`);
  }
  for (const way of ways) {
    const rule = "every way must be a way, such as way.worker(4)";
    must(typeof way?.open === "function", ACTION, rule, way);
  }
}
