import { mustBeInteger } from "../arguments.js";
import { mainThread } from "./main-thread.js";
import type { Way } from "./way.js";

/** What `async` can be told. */
export interface AsyncOptions {
  /**
   * Whether each span shall tell when its part really ran, in stretches (`ranMs`). Noting that
   * costs a little time at every `await`. Default: false.
   */
  turns?: boolean;
}

/**
 * All parts on the main thread, up to `limit` of them started before the others have ended:
 * promises and `await`, no thread.
 *
 * @throws {TypeError | RangeError} if `limit` is neither an integer >= 1 nor `Infinity`.
 */
export function async(
  limit: number = Number.POSITIVE_INFINITY,
  { turns = false }: AsyncOptions = {},
): Way {
  if (limit !== Number.POSITIVE_INFINITY) {
    mustBeInteger("Cannot make the way 'async'", "limit", limit);
  }
  return { name: "async", width: limit, open: mainThread({ turns }) };
}
