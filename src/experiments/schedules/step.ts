import { current } from "../../lab/arguments.js";

/** What a variable can hold. */
export type Value = number | string | boolean;

/** How many values each kind of step needs after the name. */
const VALUES = {
  load: 0,
  store: 1,
  lock: 0,
  unlock: 0,
  until: 1,
  answer: 1,
  "Atomics.load": 0,
  "Atomics.store": 1,
  "Atomics.add": 1,
  "Atomics.exchange": 1,
  "Atomics.compareExchange": 2,
  "Atomics.wait": 1,
  "Atomics.notify": 1,
} as const;

/** What a step does. */
export type Kind = keyof typeof VALUES;

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
  /** Gives an async function what the step gave. */
  resolve: (gave: unknown) => void = () => {};
  readonly #awaited: (step: Step) => void;
  #text: string | undefined;

  constructor(
    what: Pick<Step, "kind" | "on" | "args" | "word">,
    awaited: (step: Step) => void = () => {},
  ) {
    this.kind = what.kind;
    this.on = what.on;
    this.args = what.args;
    this.word = what.word;
    this.#awaited = awaited;
  }

  // biome-ignore lint/suspicious/noThenProperty: `await` calls it
  then(resolve: (gave: unknown) => void): void {
    this.resolve = resolve;
    this.#awaited(this);
  }

  /** The step as the reader wrote it. */
  get text(): string {
    this.#text ??= this.#written();
    return this.#text;
  }

  #written(): string {
    const args = this.args.filter((it) => it !== EVERYBODY).map((it) => JSON.stringify(it));
    return `${this.kind}(${[...(this.on ? [`"${this.on}"`] : []), ...args].join(", ")})`;
  }

  /** Code that computes with a step has forgotten `yield`, or the brackets around it. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(
      `Cannot compute with ${this.text} as it is a step, not yet its value: ` +
        `write (${this.word} ${this.text}), with the brackets`,
    );
  }
}

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

/** A `function*` that yields its steps, or an `async function` that awaits them. */
export type Thread = (steps: Steps) => Generator<Step, unknown, never> | Promise<unknown>;

/** The variables, and what they hold at the start. */
export type Start = Readonly<Record<string, Value>>;

/** `notify` without a count. */
const EVERYBODY = Number.POSITIVE_INFINITY;

/** Makes the steps of one thread; `make` checks each. */
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
      notify: (on, count = EVERYBODY) => make("Atomics.notify", on, [count]),
    },
    shared,
  };
}

/**
 * Checks a step before it is taken.
 *
 * @throws {RangeError} if there is no such variable.
 * @throws {TypeError} if a value is missing, or is nothing that a variable can hold.
 */
export function checkStep({ kind, on, args, text }: Step, start: Start): void {
  const named = kind === "lock" || kind === "unlock" || kind === "answer";
  if (!named && !Object.hasOwn(start, on)) {
    const all = Object.keys(start).join(", ") || "none";
    throw new RangeError(`Cannot take ${text} as there is no variable "${on}": there are ${all}`);
  }
  for (const value of Array.from({ length: VALUES[kind] }, (_, i) => args[i])) {
    if (["number", "string", "boolean"].includes(typeof value)) continue;
    const rule = "a variable holds a number, a string or a boolean";
    throw new TypeError(`Cannot take ${kind} on "${on}" as ${rule}: ${current(value)}`);
  }
}
