import { must } from "../../lab/arguments.js";
import type { Memory, Party, Touch } from "./memory.js";
import { checkStep, type Kind, Step, stepsOf, type Thread, type Value } from "./step.js";

/** A thread in the middle of its steps. */
export class LiveThread implements Party {
  readonly letter: string;
  readonly isAsync: boolean;
  readonly buffer: (readonly [name: string, value: Value])[] = [];
  sleep: Party["sleep"] = "awake";
  /** The step that it takes next. */
  pending: Step | undefined;
  ended = false;
  /** What it returned. */
  gave: unknown;
  /** All that its steps gave: it decides where a thread stands, since a thread knows nothing else. */
  history = "";
  readonly #memory: Memory;
  readonly #word: string;
  /** Goes on after a step with what it gave. */
  #goOn: (gave: unknown) => void = () => {};
  readonly #awaited = (step: Step, resolve: (gave: unknown) => void) => {
    this.#made = this.#made.filter((it) => it !== step);
    const why = `${this.pending?.text} is still awaited: await one after the other`;
    if (this.pending) this.#error = new Error(`Cannot take ${step.text} as ${why}`);
    this.pending = step;
    this.#goOn = resolve;
  };
  /** Steps that were made, and not yet handed over. */
  #made: Step[] = [];
  #touches: Touch[] = [];
  #error: unknown;

  constructor(letter: string, thread: Thread, memory: Memory) {
    this.letter = letter;
    this.#memory = memory;
    this.#word = thread.constructor.name.startsWith("Async") ? "await" : "yield";
    const make = (kind: Kind, on: string, args: readonly Value[]) => this.#make(kind, on, args);
    const begun: unknown = this.#told(() => thread(stepsOf(this.#shared(), make)));
    const { next, then } = Object(begun) as { next?: unknown; then?: unknown };
    const rule = "it must be a function* that yields its steps, or an async function";
    const known = typeof next === "function" || typeof then === "function";
    must(known, `Cannot run ${thread.name || "a thread"}`, rule, thread);
    this.isAsync = typeof next !== "function";
    if (this.isAsync) {
      const failed = (error: unknown) => {
        this.#error = error ?? new Error("rejected");
      };
      (begun as Promise<unknown>).then((gave) => this.#end(gave)).catch(failed);
    } else {
      this.#goOn = (gave) => this.#advance(begun as Generator<Step, unknown, unknown>, gave);
      this.#goOn(undefined);
    }
  }

  /** Goes on to the next step with what the last one gave. */
  resume(gave: unknown): void {
    this.pending = undefined;
    this.history += noted(gave);
    this.#goOn(gave);
  }

  /** What an async function has done to `shared` since it was asked last. */
  touches(): Touch[] {
    return this.#touches.splice(0);
  }

  /** @throws what an async function has thrown. */
  throwIfFailed(): void {
    if (this.#error) throw this.#error;
  }

  #make(kind: Kind, on: string, args: readonly Value[]): Step {
    const step = new Step({ kind, on, args, word: this.#word }, this.#awaited);
    checkStep(step, this.#memory.variables);
    this.#made.push(step);
    return step;
  }

  /** The variables, for an async function; what it touches is noted. */
  #shared(): Record<string, Value> {
    return new Proxy(this.#memory.variables, {
      get: (variables, on: string) => {
        const value = variables[on]!;
        this.#touches.push({ on, value, writes: false });
        this.history += noted(value);
        return value;
      },
      set: (_, on: string, value: Value) => {
        this.#touches.push(this.#memory.put(on, value));
        return true;
      },
    });
  }

  #advance(generator: Generator<Step, unknown, unknown>, gave: unknown): void {
    const { done, value } = this.#told(() => generator.next(gave));
    this.#made = this.#made.filter((made) => made !== value);
    if (done) this.#end(value);
    else {
      this.#mustHaveTaken();
      const rule = "what it yields must be a step: put brackets around (yield …)";
      must(value instanceof Step, `Cannot go on with thread ${this.letter}`, rule, value);
      this.pending = value;
    }
  }

  #end(gave: unknown): void {
    this.#mustHaveTaken();
    this.ended = true;
    this.gave = gave;
  }

  #mustHaveTaken(): void {
    const [forgotten] = this.#made;
    if (!forgotten) return;
    const rule = `${forgotten.text} was not taken: write ${forgotten.word} ${forgotten.text}`;
    throw new TypeError(`Cannot go on with thread ${this.letter} as ${rule}`);
  }

  /** Calls the reader's code; says so if it used JavaScript's own Atomics. */
  #told<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (!/integer.* typed array/i.test(String(error))) throw error;
      const rule = "it uses JavaScript's own Atomics: take it from the argument, as in";
      throw new TypeError(`Cannot run thread ${this.letter} as ${rule} function* ({ Atomics })`);
    }
  }
}

/** A value in a thread's history: 1 and "1" are two things. */
function noted(value: unknown): string {
  return typeof value === "string" ? `|${JSON.stringify(value)}` : `|${value}`;
}
