import type { Kind, Start, Step, Value } from "./step.js";

/** A thread as the memory knows it: its stores on their way, and whether it sleeps in `wait`. */
export interface Party {
  readonly letter: string;
  readonly buffer: (readonly [name: string, value: Value])[];
  sleep: "awake" | "asleep" | "woken";
}

/** A variable that was read or written, and the value that was seen or left there. */
export interface Touch {
  readonly on: string;
  readonly value: Value;
  readonly writes: boolean;
}

/** What one step did: in words, what it gave, and what it touched. */
export interface Done {
  readonly did: string;
  readonly gave?: unknown;
  readonly touches: readonly Touch[];
}

/** Steps that need not wait until the thread's own stores have arrived. As on x86. */
const PASS_BUFFERS: ReadonlySet<Kind> = new Set<Kind>([
  "load",
  "store",
  "until",
  "answer",
  "Atomics.load",
]);

/** What all threads share: the variables, the locks, and who sleeps. */
export class SharedMemory {
  readonly variables: Record<string, Value>;
  /** Counts the changes that other threads could see. */
  version = 0;
  readonly #buffered: boolean;
  readonly #holders = new Map<string, Party>();
  /** In the order in which they fell asleep, which is the order in which they are woken. */
  #asleep: (readonly [name: string, who: Party])[] = [];

  /** With `buffered`, plain stores wait in their thread's buffer before they arrive. */
  constructor(start: Start, buffered: boolean) {
    this.variables = { ...start };
    this.#buffered = buffered;
  }

  /** Whether the party could take the step now. */
  allows(who: Party, { kind, on, args }: Step): boolean {
    if (who.sleep === "asleep") return false;
    if (who.buffer.length > 0 && !PASS_BUFFERS.has(kind)) return false;
    if (kind === "lock") return !this.#holders.has(on);
    return kind !== "until" || this.seenBy(who, on) === args[0];
  }

  /** Takes a step that is allowed. */
  take(who: Party, { kind, on, args }: Step): Done {
    return RULES[kind](this, who, on, ...args);
  }

  /** The party's oldest store arrives. */
  arrive({ buffer }: Party): Done {
    const [name, value] = buffer.shift()!;
    this.version++;
    return { did: `${name} = ${value} arrives`, touches: [this.put(name, value)] };
  }

  /** What a thread sees in a variable: its own store that is still on its way, or the memory. */
  seenBy({ buffer }: Party, name: string): Value {
    return buffer.findLast(([own]) => own === name)?.[1] ?? this.variables[name]!;
  }

  /** Writes a variable at once. */
  put(on: string, value: Value): Touch {
    if (this.variables[on] !== value) this.version++;
    this.variables[on] = value;
    return { on, value, writes: true };
  }

  /** Writes a variable, later where stores are buffered. */
  store(who: Party, on: string, value: Value): readonly Touch[] {
    if (!this.#buffered) return [this.put(on, value)];
    who.buffer.push([on, value]);
    this.version++;
    return [];
  }

  lock(who: Party, name: string): void {
    this.#holders.set(name, who);
    this.version++;
  }

  unlock(who: Party, name: string): void {
    if (this.#holders.get(name) !== who) {
      throw new RangeError(
        `Cannot take unlock("${name}") as thread ${who.letter} does not hold it`,
      );
    }
    this.#holders.delete(name);
    this.version++;
  }

  fallAsleep(who: Party, name: string): void {
    who.sleep = "asleep";
    this.#asleep.push([name, who]);
    this.version++;
  }

  /** Wakes up to `count` that sleep at the variable, and says how many. */
  wake(name: string, count: number): number {
    const due = this.#asleep.filter(([at]) => at === name).slice(0, count);
    for (const [, who] of due) who.sleep = "woken";
    this.#asleep = this.#asleep.filter((it) => !due.includes(it));
    this.version += due.length;
    return due.length;
  }

  /** The locks that are held, as "m of A". */
  get held(): string[] {
    return [...this.#holders].map(([name, { letter }]) => `${name} of ${letter}`).sort();
  }

  /** Equal for memories in which the same can happen. */
  get key(): string {
    const asleep = this.#asleep.map(([name, { letter }]) => name + letter);
    return JSON.stringify([Object.values(this.variables), this.held, asleep]);
  }
}

type Rule = (it: SharedMemory, who: Party, on: string, ...args: Value[]) => Done;

const read = (on: string, value: Value): Touch => ({ on, value, writes: false });

/** What each kind of step does. */
const RULES: Readonly<Record<Kind, Rule>> = {
  load: (it, who, on) => loaded("load", on, it.seenBy(who, on)),
  "Atomics.load": (it, who, on) => loaded("Atomics.load", on, it.seenBy(who, on)),
  store: (it, who, on, value) => ({
    did: `store ${on} = ${value}`,
    touches: it.store(who, on, value!),
  }),
  "Atomics.store": (it, _, on, value) => ({
    did: `Atomics.store ${on} = ${value}`,
    touches: [it.put(on, value!)],
  }),
  "Atomics.add": (it, _, on, by) => {
    const old = it.variables[on]!;
    return exchanged(`add ${on} + ${by}`, read(on, old), it.put(on, Number(old) + Number(by)));
  },
  "Atomics.exchange": (it, _, on, value) =>
    exchanged(`exchange ${on} = ${value}`, read(on, it.variables[on]!), it.put(on, value!)),
  "Atomics.compareExchange": (it, _, on, expected, value) => {
    const old = it.variables[on]!;
    const did = `compareExchange ${on}: ${expected} to ${value}`;
    return exchanged(did, read(on, old), ...(old === expected ? [it.put(on, value!)] : []));
  },
  "Atomics.wait": (it, who, on, expected) => {
    const old = it.variables[on]!;
    const touches = [read(on, old)];
    if (who.sleep === "awake" && old === expected) {
      it.fallAsleep(who, on);
      return { did: `Atomics.wait ${on}: sleeps`, touches };
    }
    const gave = who.sleep === "woken" ? "ok" : "not-equal";
    who.sleep = "awake";
    return { did: `Atomics.wait ${on}`, gave, touches };
  },
  "Atomics.notify": (it, _, on, count) => {
    return { did: `Atomics.notify ${on}`, gave: it.wake(on, Number(count)), touches: [] };
  },
  lock: (it, who, on) => {
    it.lock(who, on);
    return { did: `lock ${on}`, touches: [] };
  },
  unlock: (it, who, on) => {
    it.unlock(who, on);
    return { did: `unlock ${on}`, touches: [] };
  },
  until: (_, __, on, value) => ({ did: `until ${on} = ${value}`, touches: [read(on, value!)] }),
  answer: (_, __, ___, value) => ({ did: "answer", gave: value, touches: [] }),
};

function loaded(kind: Kind, on: string, value: Value): Done {
  return { did: `${kind} ${on}`, gave: value, touches: [read(on, value)] };
}

function exchanged(did: string, old: Touch, ...written: Touch[]): Done {
  return { did: `Atomics.${did}`, gave: old.value, touches: [old, ...written] };
}
