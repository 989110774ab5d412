import { mustBeInteger } from "../arguments.js";
import { mainThread } from "./main-thread.js";
import type { Way } from "./way.js";

/**
 * All parts on the main thread, up to `atOnce` of them started before the others have ended:
 * promises and `await`, no thread.
 *
 * @throws {TypeError | RangeError} if `atOnce` is neither an integer >= 1 nor `Infinity`.
 */
export function async(atOnce: number = Number.POSITIVE_INFINITY): Way {
  if (atOnce !== Number.POSITIVE_INFINITY) {
    mustBeInteger("Cannot make the way 'async'", "atOnce", atOnce);
  }
  return { name: "async", width: atOnce, open: mainThread() };
}
