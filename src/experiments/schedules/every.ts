import { mustBeInteger } from "../../lab/arguments.js";
import type { End, Execution, Race } from "./execution.js";
import {
  type BufferOptions,
  type Played,
  type Program,
  played,
  programOf,
  replay,
} from "./play.js";
import { inSlices, type Sliced } from "./slices.js";
import type { Start, Thread } from "./step.js";

/** What `everySchedule` can be told. */
export interface EveryOptions extends BufferOptions {
  /** After so many different states the search stops. Default 10,000. */
  mostStates?: number;
}

/** One way in which the threads can end, in how many schedules, and one of those. */
export interface Outcome extends Played {
  readonly schedules: number;
}

/** Something that is met on the way: in how many schedules, and one that leads to it. */
export interface Met {
  readonly schedules: number;
  readonly played: Played;
}

/** All that can happen: plain data. */
export interface Every {
  /** How many schedules there are, or were seen. */
  readonly schedules: number;
  /** How many different states they go through. */
  readonly states: number;
  /** Whether these are all: if not, the search has stopped at its bound. */
  readonly complete: boolean;
  /** The most frequent first. */
  readonly outcomes: readonly Outcome[];
  /** Two threads about to touch the same variable, if there is a race. */
  readonly race: (Met & Race) | null;
  /** A thread that cannot go on, if one ever has to wait. */
  readonly wait: Met | null;
}

/**
 * Runs the threads in every order in which their steps can follow each other. Where two orders
 * lead to the same state, the rest is run once and counted twice. A thread that only looks, again
 * and again, for what others must change lets them go first.
 *
 * @throws {TypeError | RangeError} if an argument or a step is of no use.
 * @throws what a thread throws, with its letter and the schedule added.
 */
export async function everySchedule(
  threads: readonly Thread[],
  start: Start,
  { mostStates = 10_000, ...options }: EveryOptions = {},
): Promise<Every> {
  const action = "Cannot run every schedule";
  const program = programOf(action, threads, start, options);
  mustBeInteger(action, "mostStates", mostStates);
  return inSlices(() => new Search(program, mostStates).all(), true);
}

/** How many schedules, and the one of them that changes threads least often. */
interface Tally {
  schedules: number;
  example: string;
}

/** What can come of a state: ends by what they are, and the schedules that meet a race or a wait. */
interface Future {
  readonly ends: ReadonlyMap<string, Tally & { fate?: "endless" }>;
  readonly race: Tally;
  readonly wait: Tally;
}

/** Who looks so often with nothing changed looks for ever. */
const FOR_EVER = 50;
/** No schedule is longer. */
const MOST_STEPS = 300;

class Search {
  readonly #program: Program;
  readonly #mostStates: number;
  readonly #known = new Map<string, Future>();
  #states = 0;

  constructor(program: Program, mostStates: number) {
    this.#program = program;
    this.#mostStates = mostStates;
  }

  *all(): Sliced<Every> {
    const { ends, race, wait } = yield* this.#future("", yield* replay(this.#program, ""));
    const outcomes: Outcome[] = [];
    for (const { schedules, example, fate } of ends.values()) {
      const end = fate ? { fate, says: `no end in sight after ${example}` } : {};
      outcomes.push({ ...(yield* played(this.#program, example)), ...end, schedules });
    }
    outcomes.sort((a, b) => b.schedules - a.schedules);
    return {
      schedules: outcomes.reduce((sum, it) => sum + it.schedules, 0),
      states: Math.min(this.#states, this.#mostStates),
      complete: !this.#isFull,
      outcomes,
      race: yield* this.#raced(race),
      wait: yield* this.#met(wait),
    };
  }

  get #isFull(): boolean {
    return this.#states > this.#mostStates;
  }

  /** All that can come of a state, which the path has led to. */
  *#future(path: string, it: Execution): Sliced<Future> {
    const key = it.key();
    const known = this.#known.get(key);
    if (known) return known;
    this.#states++;
    if (this.#isFull) return NOTHING;
    const next = yield* this.#choices(path, it);
    // Asked first, as the execution goes on.
    const here = { race: it.race() !== undefined, wait: it.isWaiting };
    const after = next.length === 0 ? this.#ended(it) : yield* this.#after(path, it, next);
    const future = withMet(after, here);
    // Async functions can hold what no key shows.
    if (!it.isAsync) this.#known.set(key, future);
    return future;
  }

  /** What can come of a state by each of the next steps. */
  *#after(path: string, it: Execution, next: readonly string[]): Sliced<Future> {
    const key = it.key();
    const ends = new Map<string, Tally>();
    let [race, wait] = [NONE, NONE];
    for (const [i, who] of next.entries()) {
      // A generator cannot be copied: all but the last go the whole way again, from the start.
      const at = i < next.length - 1 ? yield* replay(this.#program, path) : it;
      if (at.key() !== key) throw new Error(OTHERWISE);
      at.take(who);
      yield at.isAsync;
      const future = yield* this.#future(path + who, at);
      for (const [end, tally] of future.ends) ends.set(end, sum(ends.get(end), tally, who));
      race = sum(race, future.race, who);
      wait = sum(wait, future.wait, who);
    }
    return { ends, race, wait };
  }

  #ended(it: Execution): Future {
    const end = it.end();
    const fate = end.fate === "open" ? ({ fate: "endless" } as const) : {};
    const ends = new Map([[nameOf(end), { schedules: 1, example: "", ...fate }]]);
    return { ends, race: NONE, wait: NONE };
  }

  /** Who can be next, without those who would only look again; nobody if the schedule is too long. */
  *#choices(path: string, it: Execution): Sliced<string[]> {
    const choices: string[] = [];
    for (const who of path.length < MOST_STEPS ? it.next() : []) {
      const idle = it.looksAgain(who) && (yield* this.#looksForEver(path, who));
      if (!idle) choices.push(who);
    }
    return choices;
  }

  /** Whether a thread, alone, would go on looking with nothing changed. */
  *#looksForEver(path: string, who: string): Sliced<boolean> {
    const alone = yield* replay(this.#program, path);
    const { version } = alone;
    for (let looks = 0; looks < FOR_EVER; looks++) {
      if (alone.version !== version || !alone.next().includes(who)) return false;
      alone.take(who);
      yield alone.isAsync;
    }
    return true;
  }

  *#met({ schedules, example }: Tally): Sliced<Met | null> {
    return schedules === 0 ? null : { schedules, played: yield* played(this.#program, example) };
  }

  *#raced(tally: Tally): Sliced<Every["race"]> {
    const met = yield* this.#met(tally);
    const race = met && (yield* replay(this.#program, tally.example)).race();
    return met && race ? { ...met, ...race } : null;
  }
}

const OTHERWISE =
  "Cannot run every schedule as the threads did something else the second time: what they share " +
  "must be a variable in 'start'";
const NONE: Tally = { schedules: 0, example: "" };
const NOTHING: Future = { ends: new Map(), race: NONE, wait: NONE };

/** A race or a wait here is met by all schedules that come through here. */
function withMet(future: Future, here: { race: boolean; wait: boolean }): Future {
  const all = [...future.ends.values()].reduce((sum, { schedules }) => sum + schedules, 0);
  const met = { schedules: all, example: "" };
  return {
    ends: future.ends,
    race: here.race ? met : future.race,
    wait: here.wait ? met : future.wait,
  };
}

/** Ends with the same name are one outcome. */
function nameOf({ fate, says, memory, gave }: End): string {
  return JSON.stringify([fate, says, memory, gave.map(String)]);
}

/** A tally, and one more that begins with a step of `who`. */
function sum<T extends Tally>(old: T | undefined, more: T, who: string): T {
  const mine = { ...more, example: who + more.example };
  if (!old || old.schedules === 0) return more.schedules > 0 ? mine : (old ?? mine);
  const example = switches(old.example) <= switches(mine.example) ? old.example : mine.example;
  return { ...mine, schedules: old.schedules + more.schedules, example };
}

/** How often another thread comes. */
function switches(schedule: string): number {
  return [...schedule].filter((who, i) => who !== schedule[i - 1]).length;
}
