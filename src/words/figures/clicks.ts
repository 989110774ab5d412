/** The words of `plot.clicks`. */
import { ms, ranking, round } from "../numbers.js";

/** How long clicks during a run wait. */
interface Waiting {
  readonly job: string;
  /** Its way: "worker × 4". */
  readonly label: string;
  readonly name: string;
  readonly wait: { readonly median: number; readonly p99: number; readonly worst: number };
}

export const axis = "how long a click waits, ms";
export const key = [
  "circle: 50 of 100 clicks wait less",
  "square: 99 of 100 wait less · line's end: longest wait",
];
export const hover = "%{x} ms";

export function noticed(fromMs: number): string {
  return `from ${fromMs} ms on, people notice`;
}

export function title(all: readonly Waiting[]): string {
  const waits = all.map(({ name, wait }) => ({ name, value: wait.p99 }));
  return `99 of 100 clicks wait at most ${ranking(waits, (some) => ms(Math.max(...some)))}`;
}

export function values({ wait: { median, p99, worst } }: Waiting): string {
  return `median ${ms(median)} · 99 of 100: ${ms(p99)} · longest ${ms(worst)}`;
}

export function sentence(it: Waiting): string {
  const waits = values(it).replaceAll(" · ", ", ").replace(": ", " up to ");
  return `A click during ${it.name} waits: ${waits}.`;
}

export function row({ job, label, wait }: Waiting, wallMs: number) {
  return {
    job,
    way: label,
    "median wait (ms)": round(wait.median),
    "99 of 100 wait less (ms)": round(wait.p99),
    "longest wait (ms)": round(wait.worst),
    "wall time (ms)": round(wallMs),
  };
}
