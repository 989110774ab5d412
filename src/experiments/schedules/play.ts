import { must, mustHold } from "../../lab/arguments.js";
import { letterOf } from "../../words/numbers.js";
import { type End, Execution, type Taken } from "./execution.js";
import type { Touch } from "./memory.js";
import { inSlices, type Sliced } from "./slices.js";
import type { Start, Thread } from "./step.js";

/** What `play` and `everySchedule` can be told. */
export interface BufferOptions {
  /** Plain stores wait in a buffer of their thread, and arrive later. Default: they arrive at once. */
  buffers?: boolean;
}

/** One schedule, step by step: plain data. */
export interface Played extends End {
  /** The threads' names, in the order of their letters. */
  readonly threads: readonly string[];
  /** Whose step each was: "A" of the first thread, "a" if its oldest store arrives. */
  readonly schedule: string;
  readonly start: Start;
  /** What each thread did to `shared` before its first step. */
  readonly before: readonly (readonly Touch[])[];
  readonly steps: readonly Taken[];
}

/** Threads, and what they start from. */
export interface Program {
  readonly threads: readonly Thread[];
  readonly start: Start;
  readonly buffers: boolean;
}

/**
 * Runs the threads in the order of the letters, as in "ABBA". A small letter lets the oldest store
 * of that thread arrive, if there are `buffers`.
 *
 * @throws {RangeError} if a letter comes whose thread cannot go on.
 * @throws {TypeError} if a thread is neither a generator nor an async function.
 */
export async function play(
  threads: readonly Thread[],
  start: Start,
  schedule: string,
  options: BufferOptions = {},
): Promise<Played> {
  const program = programOf("Cannot play", threads, start, options);
  const rule = "'schedule' must be letters, such as \"ABBA\"";
  must(typeof schedule === "string" && /^[A-Za-z]*$/.test(schedule), "Cannot play", rule, schedule);
  return inSlices(() => played(program, schedule));
}

/** Checks what a program is made of. */
export function programOf(
  action: string,
  threads: readonly Thread[],
  start: Start,
  { buffers = false }: BufferOptions,
): Program {
  const rule = "'threads' must be an array of function*, such as [add, add]";
  mustHold(threads, action, rule);
  const all = threads.every((it) => typeof it === "function") && threads.length <= 26;
  must(all, action, rule, threads);
  const names = typeof start === "object" && start !== null && !Array.isArray(start);
  must(names, action, "'start' must name the variables, such as { x: 0 }", start);
  must(typeof buffers === "boolean", action, "'buffers' must be true or false", buffers);
  return { threads, start, buffers };
}

/** A new execution, led to where the schedule ends. */
export function* replay(program: Program, schedule: string): Sliced<Execution> {
  const it = new Execution(program.threads, program.start, program.buffers);
  yield it.isAsync;
  for (const who of schedule) {
    it.take(who);
    yield it.isAsync;
  }
  return it;
}

/** A schedule with all that happens in it. */
export function* played(program: Program, schedule: string): Sliced<Played> {
  const { threads, start } = program;
  const it = yield* replay(program, "");
  const before = it.touches();
  const steps: Taken[] = [];
  for (const who of schedule) {
    const { touches, ...done } = it.take(who);
    yield it.isAsync;
    // An async function goes on after its step: what it touched belongs to that step.
    const all = [...touches, ...it.touches().flat()];
    steps.push({ who, ...done, touches: all, ...it.now() });
  }
  const names = threads.map(({ name }) => name);
  return { threads: names, schedule, start, before, steps, ...it.end() };
}

/**
 * For each step that stores over another thread's store which its own thread has not seen: the
 * letter of that other thread. That store is lost.
 */
export function overwritten({ steps, before }: Played): (string | undefined)[] {
  const looked = new Map<string, number>();
  const stored = new Map<string, { who: string; at: number }>();
  const note = (who: string, at: number, touches: readonly Touch[]): string | undefined => {
    let over: string | undefined;
    for (const { on, writes } of touches) {
      const last = stored.get(on);
      const own = looked.get(who + on) ?? Number.POSITIVE_INFINITY;
      if (writes && last && last.who !== who && last.at > own) over = last.who;
      if (writes) stored.set(on, { who, at });
      else looked.set(who + on, at);
    }
    return over;
  };
  for (const [i, touches] of before.entries()) note(letterOf(i), -1, touches);
  return steps.map(({ who, touches }, at) => note(who.toUpperCase(), at, touches));
}
