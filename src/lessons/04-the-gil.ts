import { coresBusy, median, type Run, wallMs } from "../lab/run.js";
import * as words from "../words/lessons/04-the-gil.js";
import type { Claim, Verdict } from "./check.js";
import { AS_FAST, type Need, orDisturbed, PARALLEL } from "./disturbed.js";

/** What a reader says of a program: the way for it, and how many cores are busy then. */
export interface Choice {
  /** Name of the way, for example `"worker"` or `"python threads"`. */
  readonly way: string;
  readonly coresBusy: number;
}

/** A choice and the measured rows of its program; no rows where the program cannot run here. */
export interface Chosen {
  readonly choice: Choice;
  readonly runs: readonly Run[] | null | undefined;
}

/** For a program, by its name in what the attempt gives back: no way is clearly faster. */
export function rightWay(program: string): Claim<Readonly<Record<string, Chosen>>> {
  return about(program, ({ way }, runs) => {
    const ways = new Map(runs.map((run) => [run.way, workMs(runs, run.way)]));
    const mine = ways.get(way)!;
    const best = Math.min(...ways.values());
    if (Math.max(...ways.values()) < best * AS_FAST) {
      return { ok: null, says: words.way.any };
    }
    const asFast = [...ways.keys()].filter((name) => ways.get(name)! < best * AS_FAST);
    if (asFast.includes(way)) {
      const starts = asFast.map((name) => ({ way: name, startUpMs: startUpMs(runs, name) }));
      return { ok: true, says: words.way.right(way, starts) };
    }
    return { ok: false, says: words.way.wrong(asFast[0]!, best, way, mine), timed: true };
  });
}

/** For a program: none, one or several cores are busy in the chosen way, as the reader said. */
export function rightCores(program: string): Claim<Readonly<Record<string, Chosen>>> {
  return about(program, (choice, runs) => {
    const rows = runs.filter((run) => run.way === choice.way);
    // The most of all repeats: another program can take cores away, but give none.
    const measured = Math.max(...rows.map(coresBusy));
    const isRight = level(choice.coresBusy) === level(measured);
    if (isRight) return { ok: true, says: words.cores(choice.coresBusy, measured) };
    const says = words.cores(choice.coresBusy, measured, level(measured));
    return { ok: false, says, timed: true };
  });
}

function about(
  program: string,
  judge: (choice: Choice, runs: readonly Run[]) => Verdict,
): Claim<Readonly<Record<string, Chosen>>> {
  return (result) => {
    const { choice, runs } = result[program] ?? {};
    if (!runs) return { ok: null, says: words.about(program, words.skipped) };
    const { way, coresBusy: cores } = choice ?? ({} as Partial<Choice>);
    if (typeof way !== "string" || typeof cores !== "number" || !(cores >= 0 && cores < Infinity)) {
      return { ok: false, says: words.about(program, words.noChoice) };
    }
    const ways = [...new Set(runs.map((run) => run.way))];
    if (!ways.includes(way)) {
      return { ok: false, says: words.about(program, words.noSuchWay(way, ways)) };
    }
    // What waits uses no core, and so none can be taken from it.
    const verdict = orDisturbed(judge({ way, coresBusy: cores }, runs), runs, level(cores));
    return { ...verdict, says: words.about(program, verdict.says) };
  };
}

/** The best of the warm repeats: another program makes a time longer, never shorter. */
function workMs(runs: readonly Run[], way: string): number {
  return Math.min(...runs.filter((run) => run.way === way && run.warm).map(wallMs));
}

function startUpMs(runs: readonly Run[], way: string): number {
  return median(runs.filter((run) => run.way === way).map((run) => run.startUpMs));
}

function level(cores: number): Need {
  if (cores < 0.3) return "none";
  return cores < PARALLEL ? "one" : "several";
}
