import { must } from "../../lab/arguments.js";

/** What a variable can hold. */
export type Value = number | string | boolean;

/** The variables, and what they hold at the start. */
export type Start = Readonly<Record<string, Value>>;

/** A `function*` that yields its steps, or an `async function` that awaits them. */
export type Thread = (steps: Steps) => Generator<Step, unknown, never> | Promise<unknown>;

/** The steps that a thread can take: what it is given as its only argument. */
export interface Steps {
  /** Reads a variable. */
  load(name: string): Step;
  /** Writes a variable. */
  store(name: string, value: Value): Step;
  /** Waits until nobody holds the lock, and takes it. */
  lock(name: string): Step;
  /** Gives the lock back. */
  unlock(name: string): Step;
  /** Waits until the variable holds `value`. */
  until(name: string, value: Value): Step;
  /** Waits for an answer from outside, which is `value`. */
  answer(value?: Value): Step;
  /** As JavaScript's own, with a variable's name in place of array and index. */
  Atomics: {
    load(name: string): Step;
    store(name: string, value: Value): Step;
    add(name: string, by: number): Step;
    exchange(name: string, value: Value): Step;
    compareExchange(name: string, expected: Value, value: Value): Step;
    /** Sleeps until it is notified; not if the variable holds something other than `value`. */
    wait(name: string, value: Value): Step;
    /** Wakes those who sleep at the variable: `count` of them, by default all. */
    notify(name: string, count?: number): Step;
  };
  /** The variables themselves, for async functions on one thread, which only `await` divides. */
  shared: Record<string, Value>;
}

/** What a step does. */
export type Kind = Exclude<keyof Steps, "Atomics" | "shared"> | `Atomics.${keyof Steps["Atomics"]}`;

/** What is known of a kind of step. */
interface About {
  /** How many values it needs after the name. */
  readonly values: number;
  /** Whether it looks at the variable, and what it leaves there, if anything. */
  readonly reads?: true;
  readonly writes?: (old: Value, ...values: Value[]) => Value | undefined;
  /** JavaScript promises nothing about plain accesses that race. */
  readonly plain?: true;
  /** It need not wait until the thread's own stores have arrived. As on x86. */
  readonly passes?: true;
  /** How its variable and its values are told. */
  readonly says?: (on: string, ...values: Value[]) => string;
}

const set = (_: Value, value?: Value) => value;
const equals = (on: string, value?: Value) => `${on} = ${value}`;

/** All kinds of steps. */
export const KINDS: Readonly<Record<Kind, About>> = {
  load: { values: 0, reads: true, plain: true, passes: true },
  store: { values: 1, writes: set, plain: true, passes: true, says: equals },
  lock: { values: 0 },
  unlock: { values: 0 },
  until: { values: 1, reads: true, passes: true, says: equals },
  answer: { values: 1, passes: true },
  "Atomics.load": { values: 0, reads: true, passes: true },
  "Atomics.store": { values: 1, writes: set, says: equals },
  "Atomics.add": {
    ...{ values: 1, reads: true, says: (on, by) => `${on} + ${by}` },
    writes: (old, by) => Number(old) + Number(by),
  },
  "Atomics.exchange": { values: 1, reads: true, writes: set, says: equals },
  "Atomics.compareExchange": {
    ...{ values: 2, reads: true, says: (on, expected, value) => `${on}: ${expected} to ${value}` },
    writes: (old, expected, value) => (old === expected ? value : undefined),
  },
  "Atomics.wait": { values: 1, reads: true },
  "Atomics.notify": { values: 0 },
};

/** Makes the steps of one thread, each by `make`. */
export function stepsOf(
  shared: Record<string, Value>,
  make: (kind: Kind, on: string, args: readonly Value[]) => Step,
): Steps {
  const of =
    (kind: Kind) =>
    (on: string, ...args: Value[]) =>
      make(kind, on, args);
  return {
    load: of("load"),
    store: of("store"),
    lock: of("lock"),
    unlock: of("unlock"),
    until: of("until"),
    answer: (value = 0) => make("answer", "", [value]),
    Atomics: {
      load: of("Atomics.load"),
      store: of("Atomics.store"),
      add: of("Atomics.add"),
      exchange: of("Atomics.exchange"),
      compareExchange: of("Atomics.compareExchange"),
      wait: of("Atomics.wait"),
      notify: of("Atomics.notify") as Steps["Atomics"]["notify"],
    },
    shared,
  };
}

/**
 * One step of a thread on shared memory. Nothing can happen in the middle of a step. A generator
 * hands it over with `yield`, an async function with `await`; the schedule decides when it is taken.
 */
export class Step {
  readonly kind: Kind;
  readonly on: string;
  readonly args: readonly Value[];
  /** `"yield"` or `"await"`: how this step is handed over. */
  readonly word: string;
  readonly #awaited: (step: Step, resolve: (gave: unknown) => void) => void;

  constructor(
    { kind, on, args, word }: Pick<Step, "kind" | "on" | "args" | "word">,
    awaited: (step: Step, resolve: (gave: unknown) => void) => void,
  ) {
    this.kind = kind;
    this.on = on;
    this.args = args;
    this.word = word;
    this.#awaited = awaited;
  }

  /** The step as the reader wrote it. */
  get text(): string {
    const given = this.kind === "answer" ? this.args : [this.on, ...this.args];
    return `${this.kind}(${given.map((it) => JSON.stringify(it)).join(", ")})`;
  }

  // biome-ignore lint/suspicious/noThenProperty: `await` calls it
  then(resolve: (gave: unknown) => void): void {
    this.#awaited(this, resolve);
  }

  /** Code that computes with a step has forgotten `yield`, or the brackets around it. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `Cannot compute with ${this.text} as it is a step, not yet its value: ` +
        `write (${this.word} ${this.text}), with the brackets`,
    );
  }
}

/**
 * Checks a step before it is taken.
 *
 * @throws {RangeError} if there is no such variable.
 * @throws {TypeError} if a value is missing, or is nothing that a variable can hold.
 */
export function checkStep({ kind, on, args, text }: Step, start: Start): void {
  if (!/lock|answer/.test(kind) && !Object.hasOwn(start, on)) {
    const all = Object.keys(start).join(", ") || "none";
    throw new RangeError(`Cannot take ${text} as there is no variable "${on}": there are ${all}`);
  }
  const rule = "a variable holds a number, a string or a boolean";
  for (let i = 0; i < KINDS[kind].values; i++) {
    const holds = ["number", "string", "boolean"].includes(typeof args[i]);
    must(holds, `Cannot take ${kind} on "${on}"`, rule, args[i]);
  }
}
