/** The words of `plot.order`. */
import { allOf, counted } from "../numbers.js";

/** What calls code, from top to bottom, and what stands at the left of its row. */
export const callers = {
  synchronous: "synchronous code",
  nextTick: "microtask: nextTick",
  promise: "microtask: promise",
  timer: "timer",
  immediate: "setImmediate",
  other: "file, message, …",
} as const;

/** A mark that was reached, in which iteration of the event loop, and what called its code. */
interface Mark {
  readonly label: string;
  readonly by: keyof typeof callers;
  readonly iteration: number;
}

/** The marks in one order, and in how many runs it came out. */
interface Order {
  readonly marks: readonly Mark[];
  readonly runs: number;
}

export const key = [
  "time → (steps, not milliseconds)",
  "dotted: the next iteration of the event loop",
  "(iterations without a mark are left out)",
];

export function title(orders: readonly Order[], all: number, most: number): string {
  const [first] = orders;
  if (orders.length === 1) return `In ${allOf(all, "run")}: ${labels(first!)}`;
  const said = orders.slice(0, most).map((it) => `${labels(it)} (${it.runs} of ${all} runs)`);
  const others = orders.length > most ? ` or ${orders.length - most} others` : "";
  return `Nothing decides the order: ${said.join(" or ")}${others}`;
}

function labels({ marks }: Order): string {
  return marks.map(({ label }) => label).join(", ");
}

/** Above an order. */
export function header({ runs }: Order, all: number): string {
  return runs === all ? allOf(all, "run") : `${runs} of ${counted(all, "run")}`;
}

/** Above the marks of an iteration; only the first ones are named in full. */
export function iteration(number: number, isNamed: boolean): string {
  if (number === 0) return "the call";
  return isNamed ? `iteration ${number}` : `${number}`;
}

export function sentence({ marks, runs }: Order, all: number): string {
  const said = marks.map(({ label, by, iteration }) => {
    const where = iteration === 0 ? "in the call" : `in iteration ${iteration}`;
    return `${label} (${callers[by]}, ${where})`;
  });
  return `${runs} of ${counted(all, "run")}: ${said.join(", ")}.`;
}

export function row({ label, by, iteration }: Mark, { runs }: Order, all: number) {
  return { runs: `${runs} of ${all}`, mark: label, "called by": callers[by], iteration };
}
