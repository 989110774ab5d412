import { shown } from "./arguments.js";
import { nowMs, processCpuMs } from "./clock.js";
import type { Fault, Job, Span } from "./job.js";
import { machineCpuMs, usableCores } from "./machine.js";
import { type Run, wayLabel } from "./run.js";
import { asFault, isThenable } from "./run-part.js";
import { inOrder, type Schedule } from "./schedule.js";
import { orStopped } from "./stop.js";
import { interruptibly } from "./ways/main-thread.js";
import type { Crew, Lost, Way } from "./ways/way.js";

/** Where a part is taken to have run if nobody says otherwise. */
const HERE = { pid: process.pid, threadId: 0 };

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
  /** Whether the run goes on when a part fails, and how long a part may take. */
  readonly keep?: boolean;
  readonly partLimitMs?: number | undefined;
}

/** Runs the job once with an open crew, and measures it. */
export async function oneRun(
  turn: Turn,
  crew: Crew,
  startUpMs: number,
  warm: boolean,
): Promise<Run> {
  const { job, way, round, schedule, stop } = turn;
  const parts = new Parts(turn, crew);
  const beatsMs: number[] = [];
  const heart = setInterval(() => beatsMs.push(nowMs()), BEAT_MS);
  try {
    const allBefore = machineCpuMs();
    const cpuBefore = processCpuMs() + crew.cpuMs();
    const startMs = nowMs();
    const values = await orStopped(stop, handOut(schedule, parts.starts, way.ahead ?? way.width));
    const answer = parts.merged(values);
    const endMs = nowMs();
    const cpuMs = processCpuMs() + crew.cpuMs() - cpuBefore;
    const othersMs = Math.max(0, machineCpuMs() - allBefore - cpuMs);
    const what = { job: job.label, size: job.size, parts: job.parts.length };
    const where = { way: way.name, width: widthOf(turn), cores: usableCores() };
    const when = { round, warm, startUpMs, startMs, endMs, cpuMs, othersMs, beatsMs };
    return { ...what, ...where, ...when, spans: parts.spans, answer, ...crew.seen?.(startMs) };
  } catch (error) {
    throw stop.aborted ? parts.stopped(stop.reason) : error;
  } finally {
    parts.over = true;
    clearInterval(heart);
  }
}

/** Calls the schedule; if it is the reader's own, an endless loop in it can be interrupted. */
async function handOut(schedule: Schedule, ...given: Parameters<Schedule>) {
  if (schedule === inOrder) return schedule(...given);
  return interruptibly(() => schedule(...given));
}

function widthOf({ way, job }: Turn): number {
  return Number.isFinite(way.width) ? way.width : job.parts.length;
}

/** The parts of one run: starts them, and knows which have ended and which are in progress. */
class Parts {
  /** Set when the run has ended: nothing is started any more. */
  over = false;
  /** What has ended, in that order. */
  readonly spans: Span[] = [];
  /** What a schedule gets: one function per part. */
  readonly starts: readonly (() => Promise<unknown>)[];
  readonly #turn: Turn;
  readonly #crew: Crew;
  readonly #inProgress = new Set<number>();
  #firstFailure: Error | undefined;

  constructor(turn: Turn, crew: Crew) {
    this.#turn = turn;
    this.#crew = crew;
    // `map` would skip the holes of a sparse array.
    this.starts = Array.from(turn.job.parts, (_, part) => () => {
      const value = this.#run(part);
      // If a schedule drops the promise, its failure must not end the whole process as unhandled.
      value.catch(() => {});
      return value;
    });
  }

  async #run(part: number): Promise<unknown> {
    if (this.over) throw new Error(`Cannot start part ${part} as its run is over`);
    if (this.#inProgress.has(part)) {
      throw new Error(`Cannot start part ${part} again as it is in progress: start it once`);
    }
    this.#turn.stop.throwIfAborted();
    this.#inProgress.add(part);
    const { keep, partLimitMs, stop, onPart } = this.#turn;
    const startMs = nowMs();
    const outcome = await this.#crew.run(part, partLimitMs).catch((lost: Lost) => ({
      fault: asFault(lost),
      span: { part, ...HERE, ...lost.where, startMs, endMs: nowMs(), cpuMs: null },
    }));
    this.#inProgress.delete(part);
    const failure = "fault" in outcome && this.#failed(part, outcome.fault);
    if (failure && (!keep || stop.aborted)) {
      this.#firstFailure ??= failure;
      throw failure;
    }
    const { span } = outcome;
    this.spans.push("fault" in outcome ? { ...span, fault: outcome.fault } : span);
    onPart();
    if (failure) return { status: "rejected", reason: failure };
    const { value } = outcome as { value: unknown };
    return keep ? { status: "fulfilled", value } : value;
  }

  /** The error of a run in which a part failed: which, in which way, and why. */
  #failed(part: number, fault: Fault): Error {
    const { job } = this.#turn;
    const input = shown(job.parts[part], 200);
    const what = `Part ${part} (of 0 to ${job.parts.length - 1}) of '${job.label}' failed`;
    const error = new Error(
      `${what} in the way '${this.#way}', with the input ${input}\n${fault.name}: ${fault.message}`,
    );
    // The part's own stack helps, not the stack of the loop that handed it out.
    const { stack = "", message } = fault;
    // JavaScript repeats the whole message above the stack, Python only the error's name.
    const at = stack.indexOf(message);
    const [, ...below] = (at < 0 ? stack : stack.slice(at + message.length)).split("\n");
    error.stack = [error.message, ...below].join("\n");
    return error;
  }

  /** The reason for which a run was stopped, with the parts that were in progress then. */
  stopped(reason: unknown): unknown {
    const [first, ...others] = this.#inProgress;
    if (first === undefined || !(reason instanceof Error)) return reason;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    const which = `part ${first}${more} of '${this.#turn.job.label}' in the way '${this.#way}'`;
    const message = `${reason.message}\nStarted and not ended: ${which}`;
    return Object.assign(new Error(message), { name: reason.name });
  }

  get #way(): string {
    return wayLabel({ way: this.#turn.way.name, width: widthOf(this.#turn) });
  }

  /** Merges the values that a schedule returned, after checking that it ran every part once. */
  merged(values: readonly unknown[]): unknown {
    const { job } = this.#turn;
    const action = `Cannot merge the values of '${job.label}'`;
    const all = job.parts.length;
    if (!Array.isArray(values) || values.length !== all) {
      const got = Array.isArray(values) ? `${values.length} values` : typeof values;
      throw new TypeError(
        `${action} as 'schedule' must promise an array of one value per part (${all}), in the ` +
          `parts' order: it gave ${got}`,
      );
    }
    const ended = new Set(this.spans.map((span) => span.part)).size;
    if (ended !== all && this.#firstFailure) throw this.#firstFailure;
    if (ended !== all || this.spans.length !== all) {
      throw new RangeError(
        `${action} as 'schedule' must start every part once and wait until it has ended: of ${all} ` +
          `parts ${ended} have ended, in ${this.spans.length} starts`,
      );
    }
    const promise = values.findIndex(isThenable);
    if (promise >= 0) {
      throw new TypeError(`${action} as value ${promise} is a promise: await it in 'schedule'`);
    }
    const answer = this.#turn.keep ? values : job.merge(values);
    if (!isThenable(answer)) return answer;
    // Its failure must not end the whole process as unhandled.
    answer.then(undefined, () => {});
    throw new TypeError(`${action} as 'merge' must give an answer: it gave a promise of one`);
  }
}
