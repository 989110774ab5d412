import { KINDS, type Start, type Step, type Value } from "./step.js";

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

/** What all threads share: the variables, the locks, and who sleeps. */
export class Memory {
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
    if (who.buffer.length > 0 && !KINDS[kind].passes) return false;
    if (kind === "lock") return !this.#holders.has(on);
    return kind !== "until" || this.#seenBy(who, on) === args[0];
  }

  /** Takes a step that is allowed. */
  take(who: Party, step: Step): Done {
    const { kind, on, args } = step;
    const did = `${kind} ${KINDS[kind].says?.(on, ...args) ?? on}`.trimEnd();
    switch (kind) {
      case "answer":
        return { did, gave: args[0], touches: [] };
      case "lock":
        this.#holders.set(on, who);
        this.version++;
        return { did, touches: [] };
      case "unlock":
        this.#unlock(who, step);
        return { did, touches: [] };
      case "Atomics.notify":
        return { did, gave: this.#wake(on, args[0]), touches: [] };
      case "Atomics.wait":
        return this.#wait(who, step, did);
      default:
        return { did, ...this.#access(who, step) };
    }
  }

  /** The party's oldest store arrives. */
  arrive({ buffer }: Party): Done {
    const [name, value] = buffer.shift()!;
    this.version++;
    return { did: `${name} = ${value} arrives`, touches: [this.put(name, value)] };
  }

  /** Writes a variable at once. */
  put(on: string, value: Value): Touch {
    if (this.variables[on] !== value) this.version++;
    this.variables[on] = value;
    return { on, value, writes: true };
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

  /** What a thread sees in a variable: its own store that is still on its way, or the memory. */
  #seenBy({ buffer }: Party, name: string): Value {
    return buffer.findLast(([own]) => own === name)?.[1] ?? this.variables[name]!;
  }

  #access(who: Party, { kind, on, args }: Step): Omit<Done, "did"> {
    const { reads, writes, plain } = KINDS[kind];
    const old = this.#seenBy(who, on);
    const value = writes?.(old, ...args);
    const touches: Touch[] = reads ? [{ on, value: old, writes: false }] : [];
    if (value !== undefined && plain && this.#buffered) {
      who.buffer.push([on, value]);
      this.version++;
    } else if (value !== undefined) touches.push(this.put(on, value));
    return { touches, ...(reads && kind !== "until" && { gave: old }) };
  }

  #unlock(who: Party, { on, text }: Step): void {
    if (this.#holders.get(on) !== who) {
      throw new RangeError(`Cannot take ${text} as thread ${who.letter} does not hold it`);
    }
    this.#holders.delete(on);
    this.version++;
  }

  #wait(who: Party, { on, args }: Step, did: string): Done {
    const value = this.variables[on]!;
    const touches = [{ on, value, writes: false }];
    if (who.sleep === "awake" && value === args[0]) {
      who.sleep = "asleep";
      this.#asleep.push([on, who]);
      this.version++;
      return { did: `${did}: sleeps`, touches };
    }
    const gave = who.sleep === "woken" ? "ok" : "not-equal";
    who.sleep = "awake";
    return { did, gave, touches };
  }

  /** Wakes up to `most` that sleep at the variable, and says how many. */
  #wake(name: string, most?: Value): number {
    const due = this.#asleep.filter(([at]) => at === name).slice(0, most as number | undefined);
    for (const [, who] of due) who.sleep = "woken";
    this.#asleep = this.#asleep.filter((it) => !due.includes(it));
    this.version += due.length;
    return due.length;
  }
}
