/** The words of `plot.painted`. */
import { counted, ms, round, times } from "../numbers.js";

export const key = ["time of a part, ms", "colour: its thread"];

export function part(part: number, thread: number, lengthMs: number): string {
  return `part ${part}, thread ${thread + 1}: ${ms(lengthMs)}`;
}

/** What the longest part allows; `limit` is missing if the times of parts are not those of work. */
export function title(found: {
  readonly way: string;
  readonly parts: number;
  readonly share: number;
  readonly limit: number | undefined;
  readonly coresBusy: number;
}): string {
  const { way, parts, share, limit, coresBusy } = found;
  const longest = `the longest takes ${Math.round(100 * share)} % of the time of all`;
  const most = limit === undefined ? "" : `: speed-up at most ${times(limit)}`;
  return `${way}, ${counted(parts, "part")}: ${longest}${most}, ${times(coresBusy)} cores busy`;
}

export function alt(threads: number, title: string): string {
  const many = counted(threads, "thread");
  return `The Mandelbrot set, each pixel in the colour of one of ${many}. ${title}.`;
}

export function row(thread: number, lengthsMs: readonly number[], wallMs: number) {
  return {
    thread: thread + 1,
    "parts painted": lengthsMs.length,
    "time of all parts (ms)": round(lengthsMs.reduce((sum, one) => sum + one, 0)),
    "longest part (ms)": round(Math.max(...lengthsMs)),
    "wall time (ms)": round(wallMs),
  };
}
