import type { Row } from "../figures/figure.js";
import { median, type Run, wallMs, wayLabel } from "../lab/run.js";
import type { Claim, Verdict } from "./check.js";
import { orDisturbed, TWO_CORES } from "./disturbed.js";

/** The cold runs, the start-up counted in: as if the clock had started with asking for threads. */
export function withStartUp(runs: readonly Run[]): Run[] {
  return runs
    .filter((run) => !run.warm)
    .map((run) => ({ ...run, startMs: run.startMs - run.startUpMs, startUpMs: 0 }));
}

/** How a way does beside `single` at one size. */
interface Point {
  readonly size: number;
  readonly aloneMs: number;
  /** How many times as fast as alone. */
  readonly gain: number;
}

/**
 * How long a task must be, alone, before each way pays: a row per way, once with the start-up
 * counted in and once without. Between two sizes it goes along the straight line of a
 * logarithmic plot.
 *
 * @throws {RangeError} if there are no runs of `single`.
 */
export function breakEven(runs: readonly Run[]): Row[] {
  if (!runs.some(({ way }) => way === "single")) {
    throw new RangeError("Cannot tell what pays as the runs must hold the way 'single'");
  }
  const samples = [
    { started: "for this task", of: withStartUp(runs) },
    { started: "before", of: runs.filter((run) => run.warm) },
  ];
  return samples.flatMap(({ started, of }) =>
    [...new Set(of.filter(({ way }) => way !== "single").map(wayLabel))].map((way) => ({
      way,
      started,
      ...crossing(pointsOf(of, way)),
    })),
  );
}

function pointsOf(runs: readonly Run[], label: string): Point[] {
  const sizes = [...new Set(runs.map(({ size }) => size))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const ms = (way: string) =>
      median(runs.filter((run) => run.size === size && wayLabel(run) === way).map(wallMs));
    const aloneMs = ms("single");
    return { size, aloneMs, gain: aloneMs / ms(label) };
  });
}

/** Less than a tenth is no gain that a few repeats could tell from none. */
const CLEAR = 1.1;

function crossing(points: readonly Point[]): Row {
  const last = points.at(-1)!;
  const at = points.findLastIndex(({ gain }) => gain < 1);
  const [before, after] = [points[at], points[at + 1]];
  const ms = (value: number) => `${Number(value.toPrecision(2))} ms`;
  const best = `${Math.max(...points.map(({ gain }) => gain)).toFixed(1)} times as fast`;
  const says = (pays: string, size: string): Row => ({
    "pays from a task of": pays,
    "which is size": size,
    "at best": best,
  });
  if (!after || last.gain < CLEAR) return says(`more than ${ms(last.aloneMs)}, if ever`, "–");
  if (!before) return says(`less than ${ms(after.aloneMs)}`, "–");
  // Where the gain, as a logarithm, passes zero on its way from one size to the next.
  const share = Math.log(before.gain) / (Math.log(before.gain) - Math.log(after.gain));
  const between = (from: number, to: number) => from * (to / from) ** share;
  const size = Number(between(before.size, after.size).toPrecision(2));
  return says(
    `about ${ms(between(before.aloneMs, after.aloneMs))}`,
    `about ${size.toLocaleString("en-US")}`,
  );
}

/**
 * The way was faster than `single`, warm. Not judged if only one core may be used, or if other
 * programs keep the cores from the job.
 */
export function pays(way: string): Claim<readonly Run[]> {
  return (runs) => {
    const middle = (name: string) =>
      median(runs.filter((run) => run.way === name && run.warm).map(wallMs));
    const gain = middle("single") / middle(way);
    const speedUp = `speed-up ${gain.toFixed(1)}`;
    if (runs[0]!.cores < TWO_CORES) {
      const says = `Skipped: on one core no ${way} can be faster than single, whatever you send.`;
      return { ok: null, says };
    }
    if (gain > 1) return { ok: true, says: `${way} is faster than single: ${speedUp}.` };
    const says = `Not faster: ${speedUp}, wanted above 1. What do you still send?`;
    const lost: Verdict = { ok: false, says, timed: true };
    return orDisturbed(lost, runs, "several", 1 / gain);
  };
}
