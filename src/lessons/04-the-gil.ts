import { coresBusy, median, type Run, wallMs } from "../lab/run.js";
import { counted, times } from "../words/numbers.js";
import type { Claim, Verdict } from "./check.js";
import { type Need, orDisturbed, PARALLEL } from "./disturbed.js";

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

/** A way counts as fast as the best up to this factor. */
const AS_FAST = 1.25;

/** For a program, by its name in what the attempt gives back: no way is clearly faster. */
export function rightWay(program: string): Claim<Readonly<Record<string, Chosen>>> {
  return about(program, ({ way }, runs) => {
    const ways = new Map(runs.map((run) => [run.way, workMs(runs, run.way)]));
    const mine = ways.get(way)!;
    const best = Math.min(...ways.values());
    if (Math.max(...ways.values()) < best * AS_FAST) {
      return { ok: null, says: "no way is clearly faster than another on this machine." };
    }
    const asFast = [...ways.keys()].filter((name) => ways.get(name)! < best * AS_FAST);
    if (asFast.includes(way)) {
      const starts = asFast.map((name) => `${name} ${startUpMs(runs, name)} ms`).join(", ");
      return { ok: true, says: `nothing is faster than '${way}' (start-up: ${starts}).` };
    }
    const faster = `'${asFast[0]}' took ${best.toFixed(0)} ms and '${way}' ${mine.toFixed(0)} ms`;
    return { ok: false, says: `${faster}. Does it wait, or does it compute?`, timed: true };
  });
}

/** For a program: none, one or several cores are busy in the chosen way, as the reader said. */
export function rightCores(program: string): Claim<Readonly<Record<string, Chosen>>> {
  return about(program, (choice, runs) => {
    const rows = runs.filter((run) => run.way === choice.way);
    // The most of all repeats: another program can take cores away, but give none.
    const measured = Math.max(...rows.map(coresBusy));
    const said = Number.isInteger(choice.coresBusy)
      ? counted(choice.coresBusy, "core")
      : `${times(choice.coresBusy)} cores`;
    const says = `you said ${said} busy, it was ${measured.toFixed(1)}`;
    if (level(choice.coresBusy) === level(measured)) return { ok: true, says: `${says}.` };
    const why = {
      none: "nearly all the time everybody waited",
      one: "never did two parts compute at the same instant",
      several: "several parts computed at the same instant",
    };
    return { ok: false, says: `${says}: ${why[level(measured)]}.`, timed: true };
  });
}

function about(
  program: string,
  judge: (choice: Choice, runs: readonly Run[]) => Verdict,
): Claim<Readonly<Record<string, Chosen>>> {
  return (result) => {
    const { choice, runs } = result[program] ?? {};
    if (!runs) return { ok: null, says: `${program}: skipped, it cannot run on this machine.` };
    const { way, coresBusy: cores } = choice ?? ({} as Partial<Choice>);
    if (typeof way !== "string" || typeof cores !== "number" || !(cores >= 0 && cores < Infinity)) {
      const wanted = '{ way: "worker", coresBusy: 2 }';
      return { ok: false, says: `${program}: a choice is an object such as ${wanted}.` };
    }
    const ways = [...new Set(runs.map((run) => run.way))];
    if (!ways.includes(way)) {
      return { ok: false, says: `${program}: '${way}' is none of its ways: ${ways.join(", ")}.` };
    }
    // What waits uses no core, and so none can be taken from it.
    const verdict = orDisturbed(judge({ way, coresBusy: cores }, runs), runs, level(cores));
    return { ...verdict, says: `${program}: ${verdict.says}` };
  };
}

/** The best of the warm repeats: another program makes a time longer, never shorter. */
function workMs(runs: readonly Run[], way: string): number {
  return Math.min(...runs.filter((run) => run.way === way && run.warm).map(wallMs));
}

function startUpMs(runs: readonly Run[], way: string): string {
  return median(runs.filter((run) => run.way === way).map((run) => run.startUpMs)).toFixed(0);
}

function level(cores: number): Need {
  if (cores < 0.3) return "none";
  return cores < PARALLEL ? "one" : "several";
}
