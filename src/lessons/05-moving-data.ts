import { type Beside, breakEven as breakEvenOf } from "../experiments/break-even.js";
import type { Row } from "../figures/figure.js";
import { TWO_CORES } from "../lab/machine.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import { row } from "../words/break-even.js";
import * as words from "../words/lessons/05-moving-data.js";
import type { Claim, Verdict } from "./check.js";
import { orDisturbed } from "./disturbed.js";

/** The cold runs, the start-up counted in: as if the clock had started with asking for threads. */
export function withStartUp(runs: readonly Run[]): Run[] {
  return runs
    .filter((run) => !run.warm)
    .map((run) => ({ ...run, startMs: run.startMs - run.startUpMs, startUpMs: 0 }));
}

/**
 * How long a job must be, alone, before each way is faster: a row per way, once with the start-up
 * counted in and once without.
 *
 * @throws {RangeError} if there are no runs of `single`.
 */
export function breakEven(runs: readonly Run[]): Row[] {
  if (!runs.some(({ way }) => way === "single")) {
    throw new RangeError("Cannot tell what pays as the runs must hold the way 'single'");
  }
  const samples = [
    { isStarted: true, of: withStartUp(runs) },
    { isStarted: false, of: runs.filter((run) => run.warm) },
  ];
  return samples.flatMap(({ isStarted, of }) =>
    [...new Set(of.filter(({ way }) => way !== "single").map(wayLabel))].map((way) => {
      const points = pointsOf(of, way);
      const highest = Math.max(...points.map(({ speedUp }) => speedUp));
      return row(way, isStarted, breakEvenOf(points), highest);
    }),
  );
}

function pointsOf(runs: readonly Run[], label: string): Beside[] {
  const sizes = [...new Set(runs.map(({ size }) => size))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const ms = (way: string) =>
      median(runs.filter((run) => run.size === size && wayLabel(run) === way).map(wallMs));
    const aloneMs = ms("single");
    return { size, aloneMs, speedUp: aloneMs / ms(label) };
  });
}

/**
 * The way was faster than `single`, warm. Not judged if only one core may be used, or if other
 * programs keep the cores from the job.
 */
export function pays(way: string): Claim<readonly Run[]> {
  return (runs) => {
    const middle = (name: string) =>
      median(runs.filter((run) => run.way === name && run.warm).map(wallMs));
    const speedUp = middle("single") / middle(way);
    if (runs[0]!.cores < TWO_CORES) return { ok: null, says: words.pays.oneCore(way) };
    if (speedUp > 1) return { ok: true, says: words.pays.yes(way, speedUp) };
    const lost: Verdict = { ok: false, says: words.pays.no(speedUp), timed: true };
    return orDisturbed(lost, runs, "several", 1 / speedUp);
  };
}
