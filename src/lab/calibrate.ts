import { must, mustBeInteger } from "./arguments.js";
import type { Job } from "./job.js";
import { type MeasureOptions, run } from "./measure.js";
import type { Run } from "./run.js";
import { way as ways } from "./ways/index.js";
import type { Way } from "./ways/way.js";

/** What `calibrate` can be told. */
export interface CalibrateOptions extends MeasureOptions {
  /** Wall time that the job should take, in ms. */
  targetMs: number;
  /** The way that is timed. Default `way.single()`. */
  way?: Way;
}

/** How long the job took at one size. */
interface Sample {
  readonly size: number;
  readonly ms: number;
}

const ACTION = "Cannot calibrate";
const LARGEST = 1e12;

/**
 * Finds the size, to two digits, at which a job takes about `targetMs` on this machine. Starts at 1
 * and follows the power law through the last two sizes, at most doubling, until a time is within
 * 10 % of the target, or four times were near it.
 *
 * @throws {TypeError | RangeError} if `sized` is not a function, if `targetMs` is not an integer >= 10, or
 * if the job's time does not grow with its size.
 */
export async function calibrate(
  sized: (size: number) => Job,
  { targetMs, way = ways.single(), ...options } = {} as CalibrateOptions,
): Promise<number> {
  const rule = "the first argument must make a job of a size, such as n => primes({ upTo: n })";
  must(typeof sized === "function", ACTION, rule, sized);
  mustBeInteger(ACTION, "targetMs", targetMs, { least: 10, most: 600_000 });
  const once = async (size: number) => workMs(await run(sized(size), way, options));
  const sample = async (size: number): Promise<Sample> => {
    const ms = await once(size);
    // Other programs make a time longer, never shorter: so a long one is measured twice.
    return { size, ms: ms < targetMs / 2 ? ms : Math.min(ms, await once(size)) };
  };
  return search(sample, targetMs);
}

/** Counts from the first part's start: on a busy machine, much of the time before belongs to others. */
function workMs({ spans, endMs }: Run): number {
  return endMs - Math.min(...spans.map(({ startMs }) => startMs));
}

async function search(sample: (size: number) => Promise<Sample>, targetMs: number) {
  const off = ({ ms }: Sample) => Math.abs(Math.log(ms / targetMs));
  let before = await sample(1);
  let last = await sample(2);
  let best = off(last) < off(before) ? last : before;
  for (let near = 0; near < 4 && off(best) > 0.1; ) {
    const size = nextSize(before, last, targetMs);
    if (size === last.size) break;
    [before, last] = [last, await sample(size)];
    if (off(last) < off(best)) best = last;
    if (last.ms >= targetMs / 2) near++;
  }
  return best.size;
}

/** Where the power law through two samples meets the target; never more than twice the last. */
function nextSize(before: Sample, last: Sample, targetMs: number): number {
  const slope = Math.log(last.ms / before.ms) / Math.log(last.size / before.size);
  // Noise can bend two close points into any slope: real work grows between n^0.5 and n^3.
  const power = Math.min(3, Math.max(0.5, slope || 1));
  const size = last.size * Math.min(2, (targetMs / last.ms) ** (1 / power));
  if (size <= LARGEST) return Math.max(1, Math.round(Number(size.toPrecision(2))));
  throw new RangeError(
    `${ACTION} as the job's time must grow with its size: ${Number(last.ms.toPrecision(2))} ms at the ` +
      `size ${last.size} is still less than 'targetMs' (${targetMs})`,
  );
}
