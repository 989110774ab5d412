import { divisions, type Range } from "../jobs/primes.js";
import type { Run } from "../lab/run.js";
import { wallMs } from "../lab/run.js";
import { times } from "../words/numbers.js";
import type { Claim } from "./check.js";

/** The largest part of an even cut has at most this many times the work of the mean. */
const EVEN = 1.2;

/** Ranges that hold every number from 1 to `upTo` once, in so many parts. */
export function coversAll(upTo: number, parts: number): Claim<readonly Range[]> {
  return (ranges) => {
    if (ranges.length !== parts) {
      return { ok: false, says: `There are ${ranges.length} parts, wanted ${parts}.` };
    }
    const bad = ranges.findIndex(({ from, to }, i) => {
      const next = ranges[i + 1]?.from ?? upTo + 1;
      return !(Number.isInteger(from) && Number.isInteger(to) && from <= to && to + 1 === next);
    });
    if (bad === -1 && ranges[0]?.from === 1) {
      return { ok: true, says: `The parts hold every number from 1 to ${upTo} once.` };
    }
    const at = Math.max(0, bad);
    const says = `Part ${at} goes from ${ranges[at]?.from} to ${ranges[at]?.to}`;
    return { ok: false, says: `${says}. Does each part begin where the one before ends?` };
  };
}

/** Ranges of about equal work, by the number of divisions that each of them takes. */
export function evenWork(): Claim<readonly Range[]> {
  return (ranges) => {
    const work = ranges.map(divisions);
    const mean = work.reduce((sum, one) => sum + one, 0) / work.length;
    const [most, least] = [Math.max(...work), Math.min(...work)].map((one) => one / mean);
    const says = `The largest part has ${most!.toFixed(2)} times the divisions of the mean`;
    if (most! <= EVEN) return { ok: true, says: `${says}, wanted at most ${EVEN}.` };
    const smallest = `the smallest ${least!.toFixed(2)}`;
    const ask = "How does the work of a number grow with the number?";
    return { ok: false, says: `${says}, ${smallest}; wanted at most ${EVEN}. ${ask}` };
  };
}

/**
 * No lane stays empty while parts are left. Source: Graham's bound (1966): then the wall time is at
 * most work / lanes + (1 − 1 / lanes) · longest part. The runs are rehearsed: no clock is involved.
 */
export function keepsLanesBusy(): Claim<readonly Run[]> {
  return (runs) => {
    const late = runs.find((run) => wallMs(run) > 1.001 * boundMs(run));
    if (!late) return { ok: true, says: "No lane stays empty while parts are left." };
    const took = times(wallMs(late) / boundMs(late));
    const says = `With ${late.width} lanes it takes ${took} times what it may take`;
    return { ok: false, says: `${says}. Who waits, although parts are left?` };
  };
}

function boundMs({ spans, width }: Run): number {
  const lengths = spans.map(({ startMs, endMs }) => endMs - startMs);
  const work = lengths.reduce((sum, one) => sum + one, 0);
  return work / width + (1 - 1 / width) * Math.max(...lengths);
}
