import { cpus, loadavg } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { counted } from "../figures/numbers.js";
import { usableCores } from "../lab/machine.js";
import { coresBusy, mostInProgress, type Run, wallMs } from "../lab/run.js";
import { asFault } from "../lab/run-part.js";
import { withinLimit } from "../lab/stop.js";

/** What a check says of one claim. */
export interface Verdict {
  /** Whether the claim holds; `null` where this machine cannot tell. */
  readonly ok: boolean | null;
  /** The claim, or what is wrong and what to look at. */
  readonly says: string;
  /** Whether another program could have spoilt it, so that a second try is fair. */
  readonly timed?: boolean;
}

/** A pure function from what the attempt gave back to a verdict. */
export type Claim<T> = (result: T) => Verdict;

/** What the body of every exercise throws until it is filled in. */
export const NOT_WRITTEN = "Not written yet";

/** What an attempt may take, in ms, where it has the machine to itself. */
export const LIMIT_MS = 20_000;

/** On a busy machine all takes longer; up to so many times is waited for. */
const MOST_PATIENCE = 4;

/** How often an attempt may run in which nothing failed but what another program can spoil. */
const TRIES = 3;

/**
 * Runs the attempt and judges what it gives back, claim by claim. Never rejects: an attempt that
 * throws, or that takes longer than `limitMs`, gets a verdict too. Where only timed claims fail,
 * the attempt runs again, up to three times.
 */
export async function judge<T>(
  attempt: () => T | Promise<T>,
  claims: readonly Claim<T>[],
  limitMs: number = LIMIT_MS * patience(),
): Promise<Verdict[]> {
  try {
    for (let tries = 1; ; tries++) {
      const result = await withinLimit(limitMs, tooLong(limitMs), attempt);
      const verdicts = claims.map((claim) => judged(claim, result));
      const failed = verdicts.filter(({ ok }) => ok === false);
      if (failed.length === 0 || tries === TRIES || !failed.every((it) => it.timed))
        return verdicts;
    }
  } catch (error) {
    const { message } = asFault(error);
    const open = message.startsWith(NOT_WRITTEN);
    const advice = "fill in the cell above, run it, then run this one again";
    return [{ ok: false, says: open ? `${NOT_WRITTEN}: ${advice}.` : `It failed: ${message}` }];
  }
}

/** A claim about what an attempt should give back may fail over what it does give back. */
function judged<T>(claim: Claim<T>, result: T): Verdict {
  try {
    return claim(result);
  } catch (error) {
    const says = `It gave back something else than was asked for: ${asFault(error).message}`;
    return { ok: false, says };
  }
}

/** How many things want each core, from 1 on; 1 where the system does not tell (Windows). */
function patience(): number {
  return Math.min(MOST_PATIENCE, Math.max(1, loadavg()[0]! / usableCores()));
}

function tooLong(limitMs: number): Error {
  return new Error(
    `it had not ended after ${Number((limitMs / 1000).toPrecision(2))} s, and was stopped. Does a loop never end, or is ` +
      "a promise never resolved?",
  );
}

/** A verdict as a line of text: ✓ holds, ✗ does not, – cannot be told here. */
export function verdictLine({ ok, says }: Verdict): string {
  return `${ok === null ? "–" : ok ? "✓" : "✗"} ${says}`;
}

/**
 * A claim in words: `holds` decides, `otherwise` says what is wrong and what to look at. `timed`
 * says that it rests on a measured time, so that a second try is fair.
 */
export function claim<T>(
  says: string,
  holds: (result: T) => boolean,
  otherwise: string | ((result: T) => string),
  { timed = false }: { timed?: boolean } = {},
): Claim<T> {
  return (result) => {
    if (holds(result) === true) return { ok: true, says };
    const wrong = typeof otherwise === "string" ? otherwise : otherwise(result);
    return { ok: false, says: wrong, timed };
  };
}

/** A claim about a run, which also says so where the attempt gave back no run. */
export function ofRun(judgeRun: (run: Run) => Verdict): Claim<unknown> {
  return (result) =>
    Array.isArray((result as Run | undefined)?.spans)
      ? judgeRun(result as Run)
      : { ok: false, says: "It gave back no run: return what run(job, way) promises." };
}

const threadsOf = (run: Run) => new Set(run.spans.map(({ pid, threadId }) => `${pid}.${threadId}`));
const isMain = (span: Run["spans"][number]) => span.pid === process.pid && span.threadId === 0;

/** The run's answer is right: equal to `expected`. */
export function rightAnswer(expected: unknown): Claim<unknown> {
  return ofRun(
    claim(
      "The answer is right.",
      ({ answer }) => isDeepStrictEqual(answer, expected),
      "The answer is not right, however fast it came: compare the parts' values and the order in " +
        "which they are merged.",
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

/** A limit is kept, and used: exactly `limit` parts were in progress at the busiest moment. */
export function atMost(limit: number): Claim<unknown> {
  return ofRun((run) => {
    const most = mostInProgress(run.spans);
    if (most === limit) return { ok: true, says: `The limit is kept, and used: ${most} at once.` };
    const over = most > limit;
    return {
      ok: false,
      says: over
        ? `No limit: ${most} parts were in progress at once, and ${limit} were allowed. Who waits before the next start?`
        : `The limit is not used: at most ${most} in progress, and ${limit} were allowed.`,
    };
  });
}

/** The main thread ran no part of it. */
export function notOnMainThread(): Claim<unknown> {
  const here = ({ spans }: Run) => spans.filter(isMain).length;
  return ofRun(
    claim(
      "The main thread was left alone.",
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
    claim(
      `At least ${counted(least, "thread")} took part.`,
      (run) => count(run) >= least,
      (run) =>
        `Only ${counted(count(run), "thread")} took part, ${least} asked for: how wide is the way?`,
    ),
  );
}

/** With less than this there is no second core to speak of, and none at all. */
export const TWO_CORES = 1.5;
export const ONE_CORE = 0.75;

/** What computes gets less of its cores only where other programs take the rest. */
const UNDISTURBED = 0.8;

/**
 * The verdict, unless it is a bad one and other programs kept the cores: nobody can tell then.
 * `share` is what computing got of the cores that it could have used, from 0 to 1.
 */
export function orDisturbed(verdict: Verdict, share: number): Verdict {
  if (verdict.ok !== false || share >= UNDISTURBED) return verdict;
  const got = `the work got ${Math.round(100 * share)} % of the cores that it could have used`;
  return { ok: null, says: `Cannot be told: ${got}. Another program is busy: try again.` };
}

/** Cores of the machine that other programs left to a run: all of them where that is not noted. */
export function freeCores(run: Run): number {
  return cpus().length - (run.othersMs ?? 0) / wallMs(run);
}

/** The verdict, unless it is a bad one and other programs left less than the cores needed. */
export function orCrowded(verdict: Verdict, free: number, needed: number): Verdict {
  if (verdict.ok !== false || free >= needed) return verdict;
  const kept = (cpus().length - free).toFixed(1);
  return { ok: null, says: `Cannot be told: other programs kept ${kept} cores busy. Try again.` };
}

/**
 * Parallelism: clearly more than one core was busy. Cannot be told where only one may be used, nor
 * where other programs left no second one.
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
    if (overlap && threads > 1 && coresBusy(run) >= 1.25) {
      return { ok: true, says: `Parallel: ${busy} cores were busy.` };
    }
    const turns = threads > 1 ? "the parts took turns" : "the parts took turns on one thread";
    const how = overlap
      ? `Overlapping, but not parallel: ${turns}`
      : "Not parallel: one part after another";
    const lost = { ok: false, says: `${how}, and cores busy was ${busy}.`, timed: true };
    // One thread stays one thread, whoever else is busy.
    return overlap && threads > 1 ? orCrowded(lost, freeCores(run), TWO_CORES) : lost;
  });
}
