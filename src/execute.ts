import { inspect } from "node:util";
import { nowMs, processCpuMs } from "./clock.js";
import type { Fault, Job, Span } from "./job.js";
import { INTERRUPTED } from "./lifetime.js";
import { usableCores } from "./machine.js";
import type { Run } from "./run.js";
import type { Schedule } from "./schedule.js";
import type { Crew, Way } from "./ways/way.js";

/** How often the event loop is asked to react while a job runs, in ms. */
export const BEAT_MS = 5;

/** One turn of a job in a way. */
export interface Turn {
  readonly job: Job;
  readonly way: Way;
  readonly round: number;
  readonly schedule: Schedule;
  readonly stop: AbortSignal;
  readonly onPart: () => void;
}

/** Runs the job once with an open crew, and measures it. */
export async function execute(
  { job, way, round, schedule, stop, onPart }: Turn,
  crew: Crew,
  startUpMs: number,
  warm: boolean,
): Promise<Run> {
  const spans: Span[] = [];
  let over = false;
  const runPart = async (part: number): Promise<unknown> => {
    stop.throwIfAborted();
    if (over) throw new Error(`Cannot start part ${part} as its run is over`);
    const outcome = await crew.run(part).catch((fault: Error) => ({ fault }));
    if ("fault" in outcome) throw failure(job, way, part, outcome.fault);
    spans.push(outcome.span);
    onPart();
    return outcome.value;
  };
  const starts = job.parts.map((_, part) => () => {
    const value = runPart(part);
    // A schedule may drop a promise: its failure must not end the whole process as unhandled.
    value.catch(() => {});
    return value;
  });
  const beatsMs: number[] = [];
  const heart = setInterval(() => beatsMs.push(nowMs()), BEAT_MS);
  try {
    const cpuBefore = processCpuMs() + crew.cpuMs();
    const startMs = nowMs();
    const answer = job.merge(checked(await schedule(starts, way.width), spans, job));
    const endMs = nowMs();
    const cpuMs = processCpuMs() + crew.cpuMs() - cpuBefore;
    return {
      job: job.label,
      size: job.size,
      parts: job.parts.length,
      way: way.name,
      width: Number.isFinite(way.width) ? way.width : job.parts.length,
      round,
      warm,
      startUpMs,
      startMs,
      endMs,
      cpuMs,
      cores: usableCores(),
      spans,
      beatsMs,
      answer,
    };
  } finally {
    over = true;
    clearInterval(heart);
  }
}

/** The error of a run: which part failed, in which way, and why. */
function failure(job: Job, way: Way, part: number, fault: Fault | Error): Error {
  // Jupyter's stop button, where it met a synchronous part on the main thread.
  if (/interrupted by `SIGINT`/.test(fault.message)) return new Error(INTERRUPTED);
  const what = `Part ${part} (of 0 to ${job.parts.length - 1}) of '${job.label}' failed`;
  const where = `in the way '${way.name}', with the input ${inspect(job.parts[part]).slice(0, 200)}`;
  const why = `${fault.name}: ${fault.message}`;
  const error = new Error(`${what} ${where}\n${why}`, { cause: fault });
  // The stack that helps is the part's own, not that of the loop which handed it out.
  error.stack = `${error.message}\n${fault.stack?.split("\n").slice(1).join("\n") ?? ""}`;
  return error;
}

/** What a schedule gave back, if it is what a schedule owes. */
function checked(values: readonly unknown[], spans: readonly Span[], job: Job): unknown[] {
  const action = `Cannot merge the values of '${job.label}'`;
  const all = job.parts.length;
  if (!Array.isArray(values) || values.length !== all) {
    const got = Array.isArray(values) ? `${values.length} values` : typeof values;
    throw new TypeError(
      `${action} as 'schedule' must promise an array of one value per part (${all}), in the ` +
        `parts' order: it gave ${got}`,
    );
  }
  const ended = new Set(spans.map((span) => span.part));
  if (ended.size !== all || spans.length !== all) {
    throw new RangeError(
      `${action} as 'schedule' must start every part once and wait until it has ended: of ${all} ` +
        `parts ${ended.size} have ended, in ${spans.length} starts`,
    );
  }
  return values;
}
