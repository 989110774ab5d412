import type { Figure } from "../figures/figure.js";
import type { Run } from "../lab/run.js";
import { asFault } from "../lab/run-part.js";
import { withinLimit } from "../lab/stop.js";
import * as words from "../words/lessons/check.js";

/** What a check says of one claim. */
export interface Verdict {
  /** Whether the claim holds; `null` if this machine cannot tell. */
  readonly ok: boolean | null;
  /** The claim, or what is wrong and what to look at. */
  readonly says: string;
  /** Whether another program could have spoilt it, so that a second try is fair. */
  readonly timed?: boolean;
  /** What shows it, below the text. */
  readonly figure?: Figure;
}

/** A pure function from what the attempt returned to a verdict. */
export type Claim<T> = (result: T) => Verdict;

/** What the body of every exercise throws until it is filled in. */
export const NOT_WRITTEN = "Not written yet";

/** How long an attempt may take, in ms: twice what the slowest exercise needs on a slow laptop. */
export const LIMIT_MS = 40_000;

/** How often an attempt may run if nothing failed but what another program can spoil. */
const TRIES = 3;

/**
 * Runs the attempt and judges what it returns, claim by claim. Never rejects: an attempt that
 * throws, or that takes longer than `limitMs`, gets a verdict too. If only timed claims fail, the
 * attempt runs again, up to three times.
 */
export async function judge<T>(
  attempt: () => T | Promise<T>,
  claims: readonly Claim<T>[],
  limitMs: number = LIMIT_MS,
): Promise<Verdict[]> {
  const late = new Error(words.tooLong(limitMs));
  try {
    for (let tries = 1; ; tries++) {
      const result = await withinLimit(limitMs, late, attempt);
      const verdicts = claims.map((claim) => judged(claim, result));
      const failed = verdicts.filter(({ ok }) => ok === false);
      if (failed.length === 0 || tries === TRIES || !failed.every((it) => it.timed))
        return verdicts;
    }
  } catch (error) {
    const { message } = asFault(error);
    if (message.startsWith(NOT_WRITTEN)) return [{ ok: null, says: words.notWritten }];
    return [{ ok: false, says: error === late ? message : words.threw(message) }];
  }
}

/** A claim about what an attempt should return may fail over what it does return. */
function judged<T>(claim: Claim<T>, result: T): Verdict {
  try {
    return claim(result);
  } catch (error) {
    return { ok: false, says: words.unexpected(asFault(error).message) };
  }
}

/**
 * A claim in words: `holds` decides, `otherwise` says what is wrong and what to look at. `timed`
 * says that it rests on a measured time, so that a second try is fair.
 */
export function that<T>(
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

/** A claim about a run, which also says so if the attempt returned no run. */
export function ofRun(judgeRun: (run: Run) => Verdict): Claim<unknown> {
  return (result) =>
    Array.isArray((result as Run | undefined)?.spans)
      ? judgeRun(result as Run)
      : { ok: false, says: words.noRun };
}
