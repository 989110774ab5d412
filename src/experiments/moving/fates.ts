import { isDeepStrictEqual } from "node:util";
import { shown } from "../../lab/arguments.js";
import type { Method } from "./move.js";
import { roundTrip } from "./moving.js";

/** What can become of a value that is sent. */
export type Fate = "arrives" | "throws" | "changed";

/** One value's trip there and back, as a row of a table. */
export type Trip = Readonly<Record<"value" | "sent" | "fate" | "came back", string>>;

/**
 * Sends each value to a worker thread or a process and back, and notes what became of it:
 * `"arrives"` if an equal value came back (same data, same class), `"throws"` if it cannot be
 * sent, `"changed"` if something else came back without an error.
 *
 * @throws {RangeError} if there is no such method.
 */
export async function fatesOf(
  values: Readonly<Record<string, unknown>>,
  method: Method = "clone",
): Promise<Trip[]> {
  const all: Trip[] = [];
  for (const [name, value] of Object.entries(values)) {
    const sent = shown(value, 80);
    try {
      const back = await roundTrip(value, method);
      const fate = isDeepStrictEqual(back, value) ? "arrives" : "changed";
      all.push({ value: name, sent, fate, "came back": shown(back, 80) });
    } catch (error) {
      const why = (error as Error).message.split("\n")[0]!;
      all.push({ value: name, sent, fate: "throws", "came back": `nothing: ${why}` });
    }
  }
  return all;
}
