import { isDeepStrictEqual } from "node:util";
import { coresBusy, mostInProgress, type Run } from "../lab/run.js";
import { counted } from "../words/numbers.js";
import { type Claim, ofRun, that } from "./check.js";
import { orDisturbed, PARALLEL, TWO_CORES } from "./disturbed.js";

const threadsOf = (run: Run) => new Set(run.spans.map(({ pid, threadId }) => `${pid}.${threadId}`));
const isMain = (span: Run["spans"][number]) => span.pid === process.pid && span.threadId === 0;

/** The run's answer is right: equal to `expected`. */
export function rightAnswer(expected: unknown): Claim<unknown> {
  return ofRun(
    that(
      "The answer is right.",
      ({ answer }) => isDeepStrictEqual(answer, expected),
      "Wrong answer. Compare the values of the parts, and the order in which you merge them.",
    ),
  );
}

/** Concurrency: at some moment at least `least` parts were in progress. */
export function concurrent(least = 2): Claim<unknown> {
  return ofRun((run) => {
    const most = mostInProgress(run.spans);
    if (most >= least)
      return { ok: true, says: `Concurrent: ${counted(most, "part")} in progress at once.` };
    const look = most === 1 ? "still one after another" : `never more than ${most} at once`;
    return {
      ok: false,
      says: `Not concurrent enough: ${look}, and ${least} were asked for. Is there an await between two starts?`,
    };
  });
}

/** The main thread ran no part of it. */
export function notOnMainThread(): Claim<unknown> {
  const here = ({ spans }: Run) => spans.filter(isMain).length;
  return ofRun(
    that(
      "The main thread computed no part.",
      (run) => here(run) === 0,
      (run) =>
        `The main thread ran ${here(run)} of ${counted(run.spans.length, "part")}: which way moves them away?`,
    ),
  );
}

/** At least `least` threads, of whatever process, ran parts. */
export function onThreads(least: number): Claim<unknown> {
  const count = (run: Run) => threadsOf(run).size;
  return ofRun(
    that(
      `At least ${counted(least, "thread")} took part.`,
      (run) => count(run) >= least,
      (run) =>
        `Only ${counted(count(run), "thread")} took part, wanted at least ${least}: use way.worker(${least}) or more.`,
    ),
  );
}

/**
 * Parallelism: clearly more than one core was busy. Not judged if only one may be used, or if other
 * programs left no second one.
 */
export function parallel(): Claim<unknown> {
  return ofRun((run) => {
    const busy = coresBusy(run).toFixed(1);
    if (run.cores < TWO_CORES) {
      const says = "Skipped: only one core may be used here, so nothing can run in parallel.";
      return { ok: null, says };
    }
    const threads = threadsOf(run).size;
    const overlap = mostInProgress(run.spans) > 1;
    if (overlap && threads > 1 && coresBusy(run) >= PARALLEL) {
      return { ok: true, says: `Parallel: ${busy} cores were busy.` };
    }
    const turns = threads > 1 ? "the parts took turns" : "the parts took turns on one thread";
    const how = overlap
      ? `Overlapping, but not parallel: ${turns}`
      : "Not parallel: one part after another";
    const lost = { ok: false, says: `${how}, and cores busy was ${busy}.`, timed: true };
    // One thread stays one thread, whoever else is busy.
    return overlap && threads > 1 ? orDisturbed(lost, [run], "several") : lost;
  });
}
