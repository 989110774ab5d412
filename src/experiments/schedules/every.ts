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
  readonly schedules: number;
  readonly example: string;
}

type Tallies = Map<string, Tally>;

/** What can come of a state: the ends, and what is met on the way there. */
interface Future {
  readonly ends: Tallies;
  readonly met: Tallies;
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
    const { ends, met } = yield* this.#future("", yield* replay(this.#program, ""));
    const outcomes: Outcome[] = [];
    for (const { schedules, example } of ends.values()) {
      const it = yield* played(this.#program, example);
      const says = `no end in sight after ${example}`;
      const end = it.fate === "open" ? ({ fate: "endless", says } as const) : {};
      outcomes.push({ ...it, ...end, schedules });
    }
    outcomes.sort((a, b) => b.schedules - a.schedules);
    const race = yield* this.#met(met.get("race"));
    const between = race && (yield* replay(this.#program, race.played.schedule)).race();
    return {
      schedules: sumOf(ends),
      states: Math.min(this.#states, this.#mostStates),
      complete: !this.#isFull,
      outcomes,
      race: race && between ? { ...race, ...between } : null,
      wait: yield* this.#met(met.get("wait")),
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
    if (this.#isFull) return { ends: new Map(), met: new Map() };
    const next = yield* this.#choices(path, it);
    // Asked first, as the execution goes on.
    const here = { race: it.race() !== undefined, wait: it.blocked !== "" };
    const future = yield* this.#after(path, it, next);
    // What is met here is met by all schedules that come through here.
    const all = { schedules: sumOf(future.ends), example: "" };
    if (here.race && all.schedules > 0) future.met.set("race", all);
    if (here.wait && all.schedules > 0) future.met.set("wait", all);
    // Async functions can hold what no key shows.
    if (!it.isAsync) this.#known.set(key, future);
    return future;
  }

  /** What can come of a state by each of the next steps. */
  *#after(path: string, it: Execution, next: readonly string[]): Sliced<Future> {
    const key = it.key();
    const ends: Tallies = new Map();
    const met: Tallies = new Map();
    if (next.length === 0) ends.set(nameOf(it.end()), { schedules: 1, example: "" });
    for (const [i, who] of next.entries()) {
      // A generator cannot be copied: all but the last go the whole way again, from the start.
      const at = i < next.length - 1 ? yield* replay(this.#program, path) : it;
      if (at.key() !== key) throw new Error(OTHERWISE);
      at.take(who);
      yield at.isAsync;
      const future = yield* this.#future(path + who, at);
      add(ends, future.ends, who);
      add(met, future.met, who);
    }
    return { ends, met };
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

  *#met(tally: Tally | undefined): Sliced<Met | null> {
    if (!tally) return null;
    return { schedules: tally.schedules, played: yield* played(this.#program, tally.example) };
  }
}

const OTHERWISE =
  "Cannot run every schedule as the threads did something else the second time: what they share " +
  "must be a variable in 'start'";

function sumOf(ends: Tallies): number {
  return [...ends.values()].reduce((sum, { schedules }) => sum + schedules, 0);
}

/** Ends with the same name are one outcome. */
function nameOf({ fate, says, memory, gave }: End): string {
  return JSON.stringify([fate, says, memory, gave.map(String)]);
}

/** Adds what can come after a step of `who`. */
function add(all: Tallies, after: Tallies, who: string): void {
  for (const [name, tally] of after) {
    const old = all.get(name);
    const mine = who + tally.example;
    const example = old && switches(old.example) <= switches(mine) ? old.example : mine;
    all.set(name, { schedules: tally.schedules + (old?.schedules ?? 0), example });
  }
}

/** How often another thread comes. */
function switches(schedule: string): number {
  return [...schedule].filter((who, i) => who !== schedule[i - 1]).length;
}
