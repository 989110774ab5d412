import type { Responsiveness } from "../experiments/loop.js";
import { worstGapMs } from "../lab/heartbeat.js";
import { wallMs } from "../lab/run.js";
import * as words from "../words/lessons/02-the-event-loop.js";
import { type Claim, ofRun, that } from "./check.js";
import { orDisturbed } from "./disturbed.js";

/** Beats come every 5 ms at best: of shorter slices than this nothing can be told. */
const SHORTEST_SLICE_MS = 10;
/** What is asked: a gap of so many slices at the most, and so many times as long. */
const MOST_SLICES = 3;
const MOST_TIMES = 1.1;
/** People feel from about here that an answer is not immediate. */
const NOTICED_MS = 100;

/** The longest gap is that of three slices at the most. */
export function yields(): Claim<Responsiveness> {
  return bound(words.yields.yes, slicesPerGap, MOST_SLICES, (it) =>
    words.yields.no(it.worstGapMs, MOST_SLICES * countedSliceMs(it)),
  );
}

/** It takes a tenth longer at the most. */
export function costsLittle(): Claim<Responsiveness> {
  const times = (it: Responsiveness) => it.timesAsLong;
  return bound(words.cost.little, times, MOST_TIMES, (it) =>
    words.cost.much(times(it), MOST_TIMES),
  );
}

/** While a run lasted, the event loop could react: no gap is as long as a third of it. */
export function staysResponsive(): Claim<unknown> {
  return ofRun(
    that(
      words.responsive.yes,
      (run) => worstGapMs(run) < Math.max(NOTICED_MS / 2, wallMs(run) / 3),
      (run) => words.responsive.no(worstGapMs(run), wallMs(run)),
      { timed: true },
    ),
  );
}

/** A claim that is not judged if it fails while other programs keep the core. */
function bound(
  says: string,
  measure: (it: Responsiveness) => number,
  most: number,
  otherwise: (it: Responsiveness) => string,
): Claim<Responsiveness> {
  const holds = that(says, (it: Responsiveness) => measure(it) <= most, otherwise, { timed: true });
  return (it) => orDisturbed(holds(it), it.plain, "one", measure(it) / most);
}

function slicesPerGap(it: Responsiveness): number {
  return it.worstGapMs / countedSliceMs(it);
}

function countedSliceMs({ sliceMs }: Responsiveness): number {
  return Math.max(sliceMs, SHORTEST_SLICE_MS);
}
