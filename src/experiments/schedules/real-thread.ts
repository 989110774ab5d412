/** Where everything stands in the shared memory, in 32-bit numbers, and when the rounds end. */
export interface Plan {
  readonly threads: number;
  readonly rounds: number;
  /** Length of a round's own variables, and where in it each variable and each lock stands. */
  readonly stride: number;
  readonly at: Readonly<Record<string, number>>;
  /** No rounds begin after so many ms. */
  readonly mostMs: number;
  /** How often a thread looks whether the others have come before it sleeps. */
  readonly spins: number;
}

/** What one thread is given. */
export interface RealInput {
  readonly memory: Int32Array;
  /** The thread's text, without `yield`. */
  readonly text: string;
  readonly plan: Plan;
}

/** What a round gave to its thread: what it returned, or that it waited too long. */
export type Gave = string | number | boolean | null | undefined;

/** A cache line, in 32-bit numbers: no two variables share one. */
export const LINE = 16;
/** Where the rounds begin; the two lines before are for meeting and for the end. */
export const ROUNDS = 2 * LINE;
const MET = 0;
const STOP = LINE;

/** What a thread gives that waited too long. */
export const STUCK = "stuck";
/** Rounds between two meetings: with more of them the threads drift apart. */
const BATCH = 25;
/** Who waits so long is stuck; after so many such rounds all have seen enough. */
const STUCK_MS = 100;
const MOST_STUCK = 3;

/** One real thread: calls its function once a round, each time on variables of that round. */
export function run({ memory, text, plan }: RealInput): Gave[] {
  const thread = new Function(`return ${text}\n//# sourceURL=yourThread.js`)();
  const round = { base: ROUNDS };
  const steps = stepsOn(memory, plan.at, round);
  const gave: Gave[] = [];
  const endMs = performance.now() + plan.mostMs;
  let stuck = 0;
  try {
    for (let time = 1; gave.length < plan.rounds && Atomics.load(memory, STOP) === 0; time++) {
      meet(memory, plan, time);
      // As little as possible stands between two rounds, so that they overlap with the others'.
      const end = Math.min(plan.rounds, gave.length + BATCH);
      for (let nth = gave.length; nth < end && stuck < MOST_STUCK; nth++) {
        round.base = ROUNDS + nth * plan.stride;
        const it = orStuck(thread, steps);
        if (it === STUCK) stuck++;
        gave.push(it);
      }
      if (stuck === MOST_STUCK || performance.now() > endMs) break;
    }
    return gave;
  } finally {
    // Whatever ended this thread ends the others: nobody waits for who does not come.
    if (gave.length < plan.rounds) Atomics.store(memory, STOP, 1);
  }
}

function orStuck(thread: (steps: object) => Gave, steps: object): Gave {
  try {
    return thread(steps);
  } catch (error) {
    if (error === STUCK) return STUCK;
    throw error;
  }
}

/** Waits until all threads have come to their `time`-th meeting, or one has ended. */
function meet(memory: Int32Array, { threads, spins }: Plan, time: number): void {
  const all = threads * time;
  if (Atomics.add(memory, MET, 1) + 1 === all) {
    Atomics.notify(memory, MET);
    return;
  }
  for (let i = 0; i < spins; i++) if (Atomics.load(memory, MET) >= all) return;
  for (let met = 0; Atomics.load(memory, STOP) === 0; Atomics.wait(memory, MET, met, 20)) {
    met = Atomics.load(memory, MET);
    if (met >= all) return;
  }
}

/** The steps on real memory, each on the variables of the round. */
function stepsOn(memory: Int32Array, at: Plan["at"], round: { base: number }) {
  const place = (name: string) => round.base + at[name]!;
  return {
    load: (name: string) => memory[place(name)],
    store: (name: string, value: number) => {
      memory[place(name)] = value;
    },
    until: (name: string, value: number) => waitUntil(memory, place(name), value),
    lock: (name: string) => lock(memory, place(lockName(name))),
    unlock: (name: string) => {
      Atomics.store(memory, place(lockName(name)), 0);
      Atomics.notify(memory, place(lockName(name)), 1);
    },
    answer: (value = 0) => value,
    Atomics: {
      load: (name: string) => Atomics.load(memory, place(name)),
      store: (name: string, value: number) => Atomics.store(memory, place(name), value),
      add: (name: string, by: number) => Atomics.add(memory, place(name), by),
      exchange: (name: string, value: number) => Atomics.exchange(memory, place(name), value),
      compareExchange: (name: string, expected: number, value: number) =>
        Atomics.compareExchange(memory, place(name), expected, value),
      wait: (name: string, value: number) => sleep(memory, place(name), value),
      notify: (name: string, count?: number) => Atomics.notify(memory, place(name), count),
    },
  };
}

/** Where a lock stands among the variables. */
export function lockName(name: string): string {
  return `lock ${name}`;
}

function lock(memory: Int32Array, at: number): void {
  while (Atomics.compareExchange(memory, at, 0, 1) !== 0) sleep(memory, at, 1);
}

function sleep(memory: Int32Array, at: number, value: number): string {
  const woken = Atomics.wait(memory, at, value, STUCK_MS);
  if (woken === "timed-out") throw STUCK;
  return woken;
}

function waitUntil(memory: Int32Array, at: number, value: number): void {
  for (const endMs = performance.now() + STUCK_MS; Atomics.load(memory, at) !== value; ) {
    if (performance.now() > endMs) throw STUCK;
  }
}
