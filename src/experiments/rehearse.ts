import { setImmediate as macrotask } from "node:timers/promises";
import { current, must, mustBeInteger, mustHold } from "../lab/arguments.js";
import type { Span } from "../lab/job.js";
import { BEAT_MS } from "../lab/one-run.js";
import type { Run } from "../lab/run.js";
import type { Schedule } from "../lab/schedule.js";
import { interruptibly } from "../lab/ways/main-thread.js";

const ACTION = "Cannot rehearse the schedule";

/**
 * Runs a schedule on a virtual clock, which jumps from one end of a part to the next: part `i` takes
 * `durationsMs[i]` and its value is `i`, and `lanes` parts are in progress at the most. Nothing is
 * computed and nobody waits, so the result is exact and the same on every machine: a model, not a
 * measurement. What a schedule does between two parts takes no time.
 *
 * @throws {TypeError | RangeError} if an argument is of no use, or the schedule does not start every
 * part once and promise their values.
 * @throws {Error} if the schedule waits for something else than a part, such as a timer.
 */
export async function rehearse(
  schedule: Schedule,
  durationsMs: readonly number[],
  lanes: number,
): Promise<Run> {
  const rule = "it must be a function of the parts' starts";
  must(typeof schedule === "function", ACTION, rule, schedule);
  mustHold(durationsMs, ACTION, "'durationsMs' must be an array of one number or more");
  for (const ms of durationsMs) mustBeDuration(ms);
  mustBeInteger(ACTION, "lanes", lanes, { most: 10_000 });
  const stage = new Stage(durationsMs, lanes);
  let values: readonly unknown[] | undefined;
  // A loop without an end in a reader's schedule can be interrupted.
  const promised = (async () => {
    values = await interruptibly(() => schedule(stage.starts, lanes));
  })();
  promised.catch(() => {});
  do {
    // When a macrotask comes, the schedule has done all that it does with the last value.
    await macrotask();
  } while (stage.next());
  await Promise.race([promised, macrotask()]);
  const { nowMs: endMs, spans } = stage;
  // Its event loop is always responsive.
  const beatMs = Math.max(BEAT_MS, endMs / 1e5);
  return {
    ...{ job: schedule.name || "schedule", size: 1, parts: durationsMs.length },
    ...{ way: "model", width: lanes, cores: lanes, round: 0, warm: true },
    ...{ startUpMs: 0, startMs: 0, endMs, othersMs: null, spans },
    cpuMs: spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0),
    beatsMs: Array.from({ length: Math.floor(endMs / beatMs) }, (_, i) => (i + 1) * beatMs),
    answer: checked(values, stage),
  };
}

function mustBeDuration(ms: unknown): void {
  must(typeof ms === "number", ACTION, "every duration must be a number of ms", ms);
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return;
  throw new RangeError(`${ACTION} as every duration must be a finite number >= 0: ${current(ms)}`);
}

function checked(values: readonly unknown[] | undefined, { spans, starts }: Stage) {
  const did = `${spans.length} of ${starts.length} parts have ended`;
  if (!values) throw new Error(`${ACTION} as it waits for something else than a part: ${did}`);
  const rule = `it must promise an array of one value per part (${starts.length})`;
  must(Array.isArray(values) && values.length === starts.length, ACTION, rule, values);
  if (spans.length === starts.length) return values;
  throw new RangeError(`${ACTION} as it must wait until every part has ended: ${did}`);
}

/** The lanes, the parts that wait for one, and the clock. */
class Stage {
  nowMs = 0;
  /** What has ended, in that order. */
  readonly spans: Span[] = [];
  readonly starts: readonly (() => Promise<number>)[];
  readonly #idle: number[];
  readonly #waiting: { part: number; ms: number; end: () => void }[] = [];
  #running: { span: Span; end: () => void }[] = [];

  constructor(durationsMs: readonly number[], lanes: number) {
    this.#idle = Array.from({ length: lanes }, (_, lane) => lane + 1);
    const started = new Set<number>();
    this.starts = Array.from(durationsMs, (ms, part) => async () => {
      if (started.has(part)) throw new RangeError(`${ACTION} as it starts part ${part} twice`);
      started.add(part);
      await new Promise<void>((end) => this.#waiting.push({ part, ms, end }));
      return part;
    });
  }

  /** Gives lanes to those that wait, and goes to the next end of a part; `false` if there is none. */
  next(): boolean {
    // The lowest lane first: a drawing with few lanes in use looks the same every time.
    this.#idle.sort((a, b) => a - b);
    const startMs = this.nowMs;
    for (const { part, ms, end } of this.#waiting.splice(0, this.#idle.length)) {
      const where = { pid: 0, threadId: this.#idle.shift()! };
      this.#running.push({
        span: { part, ...where, startMs, endMs: startMs + ms, cpuMs: ms },
        end,
      });
    }
    this.#running.sort((a, b) => a.span.endMs - b.span.endMs);
    const first = this.#running.shift();
    if (!first) return false;
    this.nowMs = first.span.endMs;
    this.spans.push(first.span);
    this.#idle.push(first.span.threadId);
    first.end();
    return true;
  }
}
