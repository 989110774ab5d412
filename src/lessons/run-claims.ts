import { isDeepStrictEqual } from "node:util";
import { TWO_CORES } from "../lab/machine.js";
import { coresBusy, mostInProgress, type Run } from "../lab/run.js";
import * as words from "../words/lessons/run-claims.js";
import { type Claim, ofRun, that } from "./check.js";
import { orDisturbed, PARALLEL } from "./disturbed.js";

/** Two hosts of a queue may have a process of the same number. */
const threadsOf = (run: Run) =>
  new Set(run.spans.map(({ host, pid, threadId }) => `${host}.${pid}.${threadId}`));
const isMain = (span: Run["spans"][number]) => span.pid === process.pid && span.threadId === 0;

/** The run's answer is right: equal to `expected`. */
export function rightAnswer(expected: unknown): Claim<unknown> {
  return ofRun(
    that(
      words.answer.right,
      ({ answer }) => isDeepStrictEqual(answer, expected),
      words.answer.wrong,
    ),
  );
}

/** The main thread ran no part of it. */
export function notOnMainThread(): Claim<unknown> {
  const here = ({ spans }: Run) => spans.filter(isMain).length;
  return ofRun(
    that(
      words.mainThread.idle,
      (run) => here(run) === 0,
      (run) => words.mainThread.busy(here(run), run.spans.length),
    ),
  );
}

/** At least `least` threads, of whatever process, ran parts. */
export function onThreads(least: number): Claim<unknown> {
  const count = (run: Run) => threadsOf(run).size;
  return ofRun(
    that(
      words.threads.enough(least),
      (run) => count(run) >= least,
      (run) => words.threads.few(count(run), least),
    ),
  );
}

/**
 * Parallelism: clearly more than one core was busy. Not judged if only one may be used, or if other
 * programs left no second one.
 */
export function parallel(): Claim<unknown> {
  return ofRun((run) => {
    const busy = coresBusy(run);
    if (run.cores < TWO_CORES) return { ok: null, says: words.parallel.oneCore };
    const threads = threadsOf(run).size;
    const overlap = mostInProgress(run.spans) > 1;
    if (overlap && threads > 1 && busy >= PARALLEL) {
      return { ok: true, says: words.parallel.yes(busy) };
    }
    const how = !overlap ? "one after another" : threads > 1 ? "turns" : "one thread";
    const lost = { ok: false, says: words.parallel.no(how, busy), timed: true };
    // One thread stays one thread, whoever else is busy.
    return overlap && threads > 1 ? orDisturbed(lost, [run], "several") : lost;
  });
}
