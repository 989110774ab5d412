import type { Job } from "./job.js";
import type { Crew, Way } from "./ways/way.js";

/** What a stopped measurement says. */
export const INTERRUPTED = "Interrupted: everything that this cell had started has been ended";

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
  const onInterrupt = () => button.abort(new Error(INTERRUPTED));
  process.on("SIGINT", onInterrupt);
  try {
    return await body(signal ? AbortSignal.any([signal, button.signal]) : button.signal);
  } finally {
    await null;
    process.off("SIGINT", onInterrupt);
  }
}

/**
 * Opens the way, uses its crew, and closes it, whatever happens: the one place that owns threads
 * and processes. Resolves or rejects when all of them are gone.
 */
export async function inOpenWay<T>(
  job: Job,
  way: Way,
  stop: AbortSignal,
  use: (crew: Crew) => Promise<T>,
): Promise<T> {
  stop.throwIfAborted();
  const crew = way.open(job);
  try {
    return await orStopped(
      stop,
      crew.ready.then(() => use(crew)),
    );
  } finally {
    await crew.close();
  }
}

/** The promise's value, unless `stop` comes first. */
function orStopped<T>(stop: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(stop.reason);
    stop.addEventListener("abort", onStop, { once: true });
    promise.then(resolve, reject).finally(() => stop.removeEventListener("abort", onStop));
  });
}
