import { setImmediate as macrotask } from "node:timers/promises";
import { untilStopped } from "../../lab/stop.js";
import { interruptiblyWhereLong } from "../../lab/ways/main-thread.js";

/** Work that yields `true` if async functions must first go on by themselves. */
export type Sliced<T> = Generator<boolean, T, undefined>;

const SLICE_MS = 100;

/**
 * Does the work in slices, so that the event loop can react and the stop button works, even in an
 * endless loop. With `quiet`, what the work prints is dropped.
 */
export function inSlices<T>(start: () => Sliced<T>, quiet = false): Promise<T> {
  return untilStopped(undefined, async (stop) => {
    const work = start();
    // Slices of async functions are quick, and there are thousands of them.
    const call = interruptiblyWhereLong();
    for (;;) {
      const it = slice(work, call, quiet);
      if (it.done) return it.value;
      await macrotask();
      stop.throwIfAborted();
    }
  });
}

function slice<T>(
  work: Sliced<T>,
  call: ReturnType<typeof interruptiblyWhereLong>,
  quiet: boolean,
): IteratorResult<boolean, T> {
  const { log } = console;
  const endMs = performance.now() + SLICE_MS;
  if (quiet) console.log = () => {};
  try {
    return call(() => {
      let it = work.next();
      while (!it.done && !it.value && performance.now() < endMs) it = work.next();
      return it;
    });
  } finally {
    console.log = log;
  }
}
