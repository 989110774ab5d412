/** What every check may say, whatever it is asked. */
import { round } from "../numbers.js";

/** A verdict as a line: ✓ holds, ✗ does not, – not judged here. */
export function line({ ok, says }: { ok: boolean | null; says: string }): string {
  return `${ok === null ? "–" : ok ? "✓" : "✗"} ${says}`;
}

export const notWritten =
  "Yours to write: fill in the cell above, run it, then run this one again.";
export const noRun = "Your function returned no run: return what run(job, way) promises.";

export function threw(message: string): string {
  return `Your function threw: ${message}`;
}

/** What an attempt returned could not be judged. */
export function unexpected(message: string): string {
  return `Your function returned something unexpected: ${message}`;
}

export function tooLong(limitMs: number): string {
  const seconds = round(limitMs / 1000, 2);
  return `It was still running after ${seconds} s, so we stopped it. An endless loop, or a promise that stays pending?`;
}

/** Other programs left too few cores. */
export function disturbed(cores: number): string {
  const kept = cores.toFixed(1);
  return `Not judged: other programs used ${kept} cores. Close them and run this cell again.`;
}
