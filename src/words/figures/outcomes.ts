/** The words of `plot.outcomes`. */
import type { Every } from "../../experiments/schedules/every.js";
import type { Real } from "../../experiments/schedules/for-real.js";
import { allOf, count, counted, round } from "../numbers.js";

/** One way to end: what tells it from the others, in how many schedules and real rounds. */
export interface Kind {
  readonly label: readonly string[];
  readonly schedules: number;
  readonly example: string;
  readonly rounds: number;
}

/** Ends that are none. */
export const fates: Readonly<Record<string, string>> = {
  stuck: "stuck",
  endless: "no end",
  held: "a lock is kept",
};

export function name({ label }: Kind): string {
  return label.join(", ");
}

/** A share of the rounds. */
export function share(rounds: number, real: Real): string {
  if (rounds === 0) return "not seen";
  if (rounds === real.rounds) return "100 %";
  const percent = (100 * rounds) / real.rounds;
  if (percent < 0.001) return `${rounds} of ${count(real.rounds)}`;
  return `${percent > 99 ? percent.toFixed(1) : round(percent, 2)} %`;
}

function noun({ complete }: Every): string {
  return complete ? "schedule" : "seen schedule";
}

export function inSchedules({ schedules, example }: Kind, all: Every): string {
  if (schedules === 0) return `in none of ${counted(all.schedules, noun(all))}`;
  const most = example.length > 16 ? `${example.slice(0, 15)}…` : example;
  return `in ${count(schedules)} of ${counted(all.schedules, noun(all))}, such as ${most || "the one without a step"}`;
}

export function sentence(kind: Kind, all: Every, real?: Real): string {
  const rounds = real ? `; real rounds: ${share(kind.rounds, real)}` : "";
  return `${name(kind)}: ${inSchedules(kind, all)}${rounds}.`;
}

/** What no schedule explains, then what real threads did, then what can happen. */
export function title(kinds: readonly Kind[], all: Every, real?: Real): string {
  const odd = kinds.find(({ schedules, rounds }) => schedules === 0 && rounds > 0);
  if (real && odd) {
    return `${name(odd)}: in ${share(odd.rounds, real)} of the real rounds, and in no schedule`;
  }
  const [only, ...others] = kinds;
  if (only && others.length === 0) {
    const rounds = real ? `, and in ${allOf(real.rounds, "real round")}` : "";
    return `${name(only)} in ${allOf(all.schedules, noun(all))}${rounds}`;
  }
  const few = kinds.some(({ label }) => label.length > 1) ? 2 : 3;
  const of = real ? `${count(real.rounds)} real rounds` : counted(all.schedules, noun(all));
  const said = kinds.slice(0, few).map((kind, i) => {
    return `${i === 0 ? `In ${some(kind, real)} of ${of}` : `in ${some(kind, real)}`}: ${name(kind)}`;
  });
  const more = kinds.length > few ? `; and ${kinds.length - few} more` : "";
  return `${said.join("; ")}${more}`;
}

/** How often it ends so, before "of …". */
function some({ schedules, rounds }: Kind, real: Real | undefined): string {
  if (!real) return count(schedules);
  return rounds === 0 ? "none" : share(rounds, real).replace(/ of .*/, "");
}

/** How the marks are read, and what may spoil the rounds of real threads. */
export function key(
  kinds: readonly Kind[],
  real: (Real & { oneCore: boolean; allEnded: boolean }) | undefined,
): string[] {
  const none = kinds.some(({ schedules }) => schedules === 0) ? " · ring: in no schedule" : "";
  const marks = [`grey disc: can happen${none}`, "(a share of schedules is no probability)"];
  if (!real) return marks;
  const axis = `share of ${count(real.rounds)} rounds of real threads, %`;
  if (real.oneCore) {
    return [
      axis,
      ...marks,
      "one core: threads only take turns, what needs two at once cannot show",
    ];
  }
  const few = real.rounds < real.wanted && real.allEnded;
  const wanted = `of ${count(real.wanted)} rounds only these found the time`;
  return [axis, ...marks, ...(few ? [`other programs were busy: ${wanted}`] : [])];
}

export function row(kind: Kind, all: Every, real?: Real) {
  return {
    end: name(kind),
    schedules: kind.schedules,
    "of schedules": all.schedules,
    "such as": kind.example,
    ...(real ? { "real rounds": kind.rounds, "of rounds": real.rounds } : {}),
  };
}
