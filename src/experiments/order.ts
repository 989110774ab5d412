import { AsyncLocalStorage, createHook, executionAsyncId } from "node:async_hooks";
import { performance } from "node:perf_hooks";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { must } from "../lab/arguments.js";
import { untilStopped, withinLimit } from "../lab/stop.js";

/** What called the code in which a mark was reached. */
export type Caller = "synchronous" | "nextTick" | "promise" | "timer" | "immediate" | "other";

/** A mark that was reached. */
export interface Mark {
  readonly label: string;
  readonly by: Caller;
  /** The iteration of the event loop: 0 is the call itself; those without a mark do not count. */
  readonly iteration: number;
}

/** One order in which the marks were reached, and in how many runs it came out. */
export interface Order {
  readonly marks: readonly Mark[];
  readonly runs: number;
}

/** What a function is given that notes its order. */
export type MarkHere = (label: string) => void;

const ACTION = "Cannot note the order";
/** How often the function runs, and how long a run may take. */
const RUNS = 20;
const LIMIT_MS = 2000;
/** What a program does after its own lines takes a moment, and never the same one. */
const MOMENT_MS = 1;

/** How Node's async_hooks call what calls us; all else is a file, a message, a request. */
const CALLERS = new Map<string | undefined, Caller>([
  ["TickObject", "nextTick"],
  ["PROMISE", "promise"],
  ["Microtask", "promise"],
  ["Timeout", "timer"],
  ["Immediate", "immediate"],
]);
const isMicrotask = (by: Caller) => by === "nextTick" || by === "promise";

/**
 * Runs a function twenty times and notes in which order its marks were reached, by what, and in
 * which iteration of the event loop. `mark("A")` in it, or in what it starts, notes "A". Each run
 * starts in an iteration of its own and keeps the thread for a random moment of up to 1 ms more, as
 * the rest of a program does: more than one order means that nothing in Node decides between them.
 * The orders are returned with the most frequent one first.
 *
 * @throws {TypeError} if `fn` is not a function or marks nothing.
 * @throws {Error} if a run has not come to rest after 2 s; what the function throws.
 */
export async function order(fn: (mark: MarkHere) => unknown): Promise<Order[]> {
  must(typeof fn === "function", ACTION, "it must be a function, such as (mark) => mark('A')", fn);
  const rule = `a run must come to rest within ${LIMIT_MS} ms`;
  const asks = "does a promise stay pending, or is a server still open?";
  return untilStopped(undefined, async (stop) => {
    const calls = follow();
    const all: Mark[][] = [];
    try {
      while (all.length < RUNS) {
        stop.throwIfAborted();
        const restless = new Error(`${ACTION} as ${rule}: ${asks}`);
        all.push(await withinLimit(LIMIT_MS, restless, () => runOnce(fn, calls)));
      }
    } finally {
      calls.end();
    }
    const marked = all.every((marks) => marks.length > 0);
    must(marked, ACTION, "the function must call mark('A')", fn);
    return gathered(all);
  });
}

async function runOnce(fn: (mark: MarkHere) => unknown, calls: Calls): Promise<Mark[]> {
  const marks: Mark[] = [];
  await new Promise((resolve, reject) => {
    setImmediate(() => {
      const where = calls.start();
      const mark = (label: string) => {
        must(typeof label === "string", ACTION, "a mark must be a text, such as 'A'", label);
        marks.push({ label, ...where() });
      };
      // Async, so that what `fn` throws at once rejects, too.
      (async () => calls.inside(() => fn(mark)))().then(resolve, reject);
      const end = performance.now() + MOMENT_MS * Math.random();
      while (performance.now() < end);
    });
  });
  while (calls.pending.size > 0) await pause(1);
  await turn();
  // Iterations without a mark come and go (a timer's millisecond, a message): they do not count.
  const used = [...new Set([0, ...marks.map(({ iteration }) => iteration)])].sort((a, b) => a - b);
  return marks.map((mark) => ({ ...mark, iteration: used.indexOf(mark.iteration) }));
}

type Calls = ReturnType<typeof follow>;

/** Follows, by Node's async_hooks, what calls the code that runs now, and what is still to come. */
function follow() {
  const callers = new Map<number, Caller>();
  const pending = new Set<number>();
  const ours = new AsyncLocalStorage<true>();
  const callerOf = (id: number) => callers.get(id) ?? "other";
  /** The caller without microtasks: they run in the iteration of whatever came before them. */
  let phase: Caller = "synchronous";
  const hook = createHook({
    init(id, type) {
      const by = CALLERS.get(type) ?? "other";
      callers.set(id, by);
      if (ours.getStore() && !isMicrotask(by)) pending.add(id);
    },
    before(id) {
      if (!isMicrotask(callerOf(id))) phase = callerOf(id);
    },
    after: (id) => void pending.delete(id),
    destroy: (id) => void pending.delete(id),
  }).enable();
  return {
    /** To be called in the callback of an immediate; returns what tells where we are since then. */
    start() {
      const [id, first] = [executionAsyncId(), iterations()];
      phase = "synchronous";
      return (): Omit<Mark, "label"> => {
        const by = executionAsyncId() === id ? "synchronous" : callerOf(executionAsyncId());
        // Node counts an iteration from its poll for messages; we, as its guide does, from its timers.
        return { by, iteration: iterations() - first + (phase === "timer" ? 1 : 0) };
      };
    },
    inside: <T>(body: () => T): T => ours.run(true, body),
    pending,
    end: () => hook.disable(),
  };
}

/** How many iterations the event loop of this thread has made. */
function iterations(): number {
  const timing = performance.nodeTiming as unknown as { uvMetricsInfo: { loopCount: number } };
  return timing.uvMetricsInfo.loopCount;
}

/** Runs with the same labels in the same order count together; their usual iterations are kept. */
function gathered(all: readonly (readonly Mark[])[]): Order[] {
  const same = tally(
    all.map((marks) => ({ marks, runs: 1 })),
    (marks) => marks,
  );
  return tally(same, (marks) => marks.map(({ label }) => label));
}

/** Adds up what has the same key, the most frequent first; the first of each stands for all. */
function tally(orders: readonly Order[], key: (marks: Order["marks"]) => unknown): Order[] {
  const sums = new Map<string, Order>();
  for (const { marks, runs } of orders) {
    const name = JSON.stringify(key(marks));
    const old = sums.get(name);
    sums.set(name, { marks: old?.marks ?? marks, runs: runs + (old?.runs ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.runs - a.runs);
}
