import { AsyncLocalStorage } from "node:async_hooks";

/** What a stopped measurement says. */
export const INTERRUPTED = "Interrupted: everything that this cell had started has been ended";

// The time limit of everything that is started inside `withinLimit`, at any depth.
const limit = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs `body`, and rejects with `reason` if it takes longer than `limitMs`: whatever was measured
 * inside it is stopped and its threads and processes end. Only a synchronous stretch on the main
 * thread cannot be stopped so.
 */
export async function withinLimit<T>(
  limitMs: number,
  reason: Error,
  body: () => T | Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(reason), limitMs);
  try {
    return await limit.run(over.signal, () => orStopped(over.signal, Promise.resolve().then(body)));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs `body` until it has ended, `signal` is aborted or Jupyter's stop button is pressed, and
 * tells it so through `stop`. Rejects at once when stopped.
 */
export async function untilStopped<T>(
  signal: AbortSignal | undefined,
  body: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  // A listener set in a cell's first synchronous stretch makes the next interrupt kill the kernel.
  await null;
  const button = new AbortController();
  if (buttons.size === 0) process.on("SIGINT", onInterrupt);
  buttons.add(button);
  try {
    const signals = [signal, limit.getStore(), button.signal];
    const value = await body(AbortSignal.any(signals.filter((it) => it !== undefined)));
    // If the button was pressed while all was being closed, the cell must not go on.
    button.signal.throwIfAborted();
    return value;
  } finally {
    await null;
    buttons.delete(button);
    if (buttons.size === 0) process.off("SIGINT", onInterrupt);
  }
}

// What an interrupt ends. All share one listener, because Node warns of a leak from the eleventh on.
const buttons = new Set<AbortController>();

function onInterrupt(): void {
  for (const button of buttons) button.abort(new Error(INTERRUPTED));
}

/** How to start a thread or a process without the flags of this one (a preload, a debugger). */
export function withoutOurFlags(): { execArgv: string[]; env: NodeJS.ProcessEnv } {
  return { execArgv: [], env: { ...process.env, NODE_OPTIONS: "" } };
}

/** Something that has been started: it says when it is ready, and can be ended at any time. */
export interface Opened {
  readonly ready: Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/**
 * Starts something, uses it, and ends it, whatever happens: the one place that owns threads and
 * processes. Resolves or rejects when all of them are gone. `stop` breaks off the start only;
 * `use` has to listen to it itself.
 */
export async function inOpen<O extends Opened, T>(
  open: () => O,
  stop: AbortSignal,
  use: (opened: O) => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const opened = open();
  try {
    await orStopped(stop, opened.ready);
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/** The promise's value, unless `stop` comes first: then rejects with its reason. */
export function orStopped<T>(stop: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(stop.reason);
    if (stop.aborted) onStop();
    stop.addEventListener("abort", onStop, { once: true });
    promise.then(resolve, reject).finally(() => stop.removeEventListener("abort", onStop));
  });
}
