import { divisions, type Range } from "../jobs/primes.js";
import type { Run } from "../lab/run.js";
import { wallMs } from "../lab/run.js";
import * as words from "../words/lessons/06-pools-and-chunks.js";
import type { Claim } from "./check.js";

/** The largest part of an even cut has at most this many times the work of the mean. */
const EVEN = 1.2;

/** Ranges that hold every number from 1 to `upTo` once, in so many parts. */
export function coversAll(upTo: number, parts: number): Claim<readonly Range[]> {
  return (ranges) => {
    if (ranges.length !== parts) {
      return { ok: false, says: words.parts.wrongNumber(ranges.length, parts) };
    }
    const bad = ranges.findIndex(({ from, to }, i) => {
      const next = ranges[i + 1]?.from ?? upTo + 1;
      return !(Number.isInteger(from) && Number.isInteger(to) && from <= to && to + 1 === next);
    });
    if (bad === -1 && ranges[0]?.from === 1) {
      return { ok: true, says: words.parts.cover(upTo) };
    }
    const at = Math.max(0, bad);
    return { ok: false, says: words.parts.gap(at, ranges[at]?.from, ranges[at]?.to) };
  };
}

/** Ranges of about equal work, by the number of divisions that each of them takes. */
export function evenWork(): Claim<readonly Range[]> {
  return (ranges) => {
    const work = ranges.map(divisions);
    const mean = work.reduce((sum, one) => sum + one, 0) / work.length;
    const [most, least] = [Math.max(...work), Math.min(...work)].map((one) => one / mean);
    if (most! <= EVEN) return { ok: true, says: words.work.even(most!, EVEN) };
    return { ok: false, says: words.work.uneven(most!, least!, EVEN) };
  };
}

/**
 * No lane stays empty while parts are left. Source: Graham's bound (1966): then the wall time is at
 * most work / lanes + (1 − 1 / lanes) · longest part. The runs are rehearsed: no clock is involved.
 */
export function keepsLanesBusy(): Claim<readonly Run[]> {
  return (runs) => {
    const late = runs.find((run) => wallMs(run) > 1.001 * boundMs(run));
    if (!late) return { ok: true, says: words.lanes.busy };
    return { ok: false, says: words.lanes.empty(late.width, wallMs(late) / boundMs(late)) };
  };
}

function boundMs({ spans, width }: Run): number {
  const lengths = spans.map(({ startMs, endMs }) => endMs - startMs);
  const work = lengths.reduce((sum, one) => sum + one, 0);
  return work / width + (1 - 1 / width) * Math.max(...lengths);
}
