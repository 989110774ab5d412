import { letterOf } from "../../words/numbers.js";
import { LiveThread } from "./live-thread.js";
import { type Done, Memory, type Touch } from "./memory.js";
import { KINDS, type Start, type Step, type Thread, type Value } from "./step.js";

/** One step that was taken: plain data. */
export interface Taken {
  /** "A" for a step of the first thread, "a" if its oldest store arrives. */
  readonly who: string;
  /** What it did, in words: "load x", "lock m", "x = 1 arrives". */
  readonly did: string;
  /** What the step gave to its thread, if it gives anything. */
  readonly gave?: unknown;
  /** What it read and wrote; of an async function all up to its next step. */
  readonly touches: readonly Touch[];
  /** The variables right after it. */
  readonly memory: Start;
  /** Each thread's stores that are still on their way. */
  readonly buffers: readonly (readonly (readonly [name: string, value: Value])[])[];
  /** Letters of the threads that cannot go on now. */
  readonly blocked: string;
}

/** Where a schedule has led: plain data. */
export interface End {
  /**
   * "ended": all have. "held": all have, and a lock was not given back. "stuck": all who are left
   * wait. "endless": somebody looks for ever for what nobody changes. "open": more can happen.
   */
  readonly fate: "ended" | "held" | "stuck" | "endless" | "open";
  /** The fate in words; empty if all have ended. */
  readonly says: string;
  readonly memory: Start;
  /** What each thread returned. */
  readonly gave: readonly unknown[];
}

/** Two threads that are about to touch the same variable. */
export interface Race {
  readonly on: string;
  /** "A: store full = 1" and such. */
  readonly between: readonly [string, string];
}

/** Some threads in the middle of one schedule. */
export class Execution {
  readonly #memory: Memory;
  readonly #threads: readonly LiveThread[];
  /** Steps that were taken and changed nothing, each with the version that it saw. */
  readonly #looks = new Set<string>();
  #schedule = "";

  constructor(threads: readonly Thread[], start: Start, buffers: boolean) {
    this.#memory = new Memory(start, buffers);
    this.#threads = threads.map((thread, i) => {
      const letter = letterOf(i);
      return this.#told(letter, () => new LiveThread(letter, thread, this.#memory));
    });
  }

  get isAsync(): boolean {
    return this.#threads.some((it) => it.isAsync);
  }

  /** Counts the changes that other threads could see. */
  get version(): number {
    return this.#memory.version;
  }

  /** Who can be next: "A" for a thread, "a" for its oldest store. */
  next(): string[] {
    for (const it of this.#threads) this.#told(it.letter, () => it.throwIfFailed());
    const able = this.#threads.filter((it) => this.#isAble(it)).map(({ letter }) => letter);
    const due = this.#threads.filter(({ buffer }) => buffer.length > 0);
    return [...able, ...due.map(({ letter }) => letter.toLowerCase())];
  }

  /** Letters of the threads that cannot go on now. */
  get blocked(): string {
    const blocked = this.#threads.filter((it) => !it.ended && !this.#isAble(it));
    return blocked.map(({ letter }) => letter).join("");
  }

  #isAble(it: LiveThread): boolean {
    return it.pending !== undefined && this.#memory.allows(it, it.pending);
  }

  /**
   * Takes one step. What an async function does after it follows only later.
   *
   * @throws {RangeError} if that thread cannot go on.
   * @throws what the thread throws, with its letter and the schedule added.
   */
  take(who: string): Done {
    const it = this.#threads.find(({ letter }) => letter === who.toUpperCase());
    const own = who === it?.letter;
    const can = it && (own ? this.#isAble(it) : it.buffer.length > 0);
    if (!can) throw new RangeError(this.#refusal(who, it));
    this.#schedule += who;
    return this.#told(it.letter, () => {
      if (!own) return this.#memory.arrive(it);
      const { version } = this;
      const done = this.#memory.take(it, it.pending!);
      if (version === this.version) this.#looks.add(this.#lookOf(it));
      if (it.sleep !== "asleep") it.resume(done.gave);
      return done;
    });
  }

  /** Whether a thread would take a step again that it has taken since anything changed. */
  looksAgain(who: string): boolean {
    return this.#threads.some((it) => it.letter === who && this.#looks.has(this.#lookOf(it)));
  }

  #lookOf({ letter, pending }: LiveThread): string {
    return `${this.version} ${letter} ${pending?.text}`;
  }

  /** The variables, the stores on their way, and who cannot go on. */
  now(): Pick<Taken, "memory" | "buffers" | "blocked"> {
    const buffers = this.#threads.map(({ buffer }) => [...buffer]);
    return { memory: { ...this.#memory.variables }, buffers, blocked: this.blocked };
  }

  /** What each thread has done to `shared` since it was asked last. */
  touches(): Touch[][] {
    return this.#threads.map((it) => it.touches());
  }

  /** Two threads about to touch the same variable, one of them to write, one by a plain access. */
  race(): Race | undefined {
    const about = this.#threads.flatMap(({ letter, pending, sleep }) =>
      pending && sleep !== "asleep" ? [{ letter, step: pending }] : [],
    );
    for (const [i, a] of about.entries()) {
      const b = about.slice(i + 1).find(({ step }) => collide(a.step, step));
      const says = ({ letter, step }: typeof a) => `${letter}: ${step.text}`;
      if (b) return { on: a.step.on, between: [says(a), says(b)] };
    }
    return undefined;
  }

  /** Where it has led. */
  end(): End {
    const it = { memory: this.now().memory, gave: this.#threads.map(({ gave }) => gave) };
    const left = this.#threads.filter(({ ended }) => !ended);
    const { held } = this.#memory;
    if (this.next().length > 0) return { ...it, fate: "open", says: "more can happen" };
    if (left.length > 0) return { ...it, fate: "stuck", says: left.map(waits).join(", ") };
    if (held.length === 0) return { ...it, fate: "ended", says: "" };
    return { ...it, fate: "held", says: `never unlocked: ${held.join(", ")}` };
  }

  /** States with the same key have the same future; async functions may hold what no key shows. */
  key(): string {
    const threads = this.#threads.map(({ history, pending, buffer, sleep }) => {
      const stores = buffer.length > 0 ? JSON.stringify(buffer) : "";
      return `${history} ${pending?.text} ${stores} ${sleep}`;
    });
    return `${this.#memory.key}\n${threads.join("\n")}`;
  }

  #refusal(who: string, it: LiveThread | undefined): string {
    const at = it && !it.ended ? waits(it) : `${who} has ended`;
    const why = it ? at : `there is no thread "${who}"`;
    const can = this.next().join(" or ") || "nobody";
    return `Step ${this.#schedule.length + 1} cannot be ${who} as ${why}: it can be ${can}`;
  }

  /** Adds to an error whose it is. */
  #told<T>(letter: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      const schedule = this.#schedule ? `schedule ${this.#schedule}` : "its first step";
      const where = ` (thread ${letter}, ${schedule})`;
      if (error instanceof Error && !error.message.endsWith(where)) error.message += where;
      throw error;
    }
  }
}

/** Whether two steps touch the same variable, one of them to write, one by a plain access. */
function collide(a: Step, b: Step): boolean {
  const both = [KINDS[a.kind], KINDS[b.kind]];
  const touch = a.on === b.on && both.every(({ reads, writes }) => reads || writes);
  return touch && both.some(({ writes }) => writes) && both.some(({ plain }) => plain);
}

function waits({ letter, pending, buffer }: LiveThread): string {
  if (!pending) return `${letter} awaits what is no step`;
  const own = buffer.length > 0 ? ", and its own stores must arrive first" : "";
  return `${letter} waits at ${pending.text}${own}`;
}
