import { mainThread } from "./main-thread.js";
import type { Way } from "./way.js";

/** All parts on the main thread, one after another: what every other way is compared with. */
export function single(): Way {
  return { name: "single", width: 1, open: mainThread() };
}
