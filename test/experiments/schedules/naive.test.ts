// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { it } from "node:test";
import { everySchedule } from "#dist/experiments/schedules/every.js";
import type { Steps, Thread } from "#dist/experiments/schedules/step.js";
import type { Body } from "./programs.js";
import { randomly } from "./randomly.js";

/** One line of a random program, on register r. */
interface Line {
  readonly does: "load" | "store" | "add" | "cas" | "locked" | "until";
  readonly on: "x" | "y";
  readonly n: number;
}

const DOES: readonly Line["does"][] = ["load", "store", "add", "cas", "locked", "until"];
const PROGRAMS = 450;
const MOST = 4_000;

/** A program as a thread of the engine. */
function threadOf(lines: readonly Line[]): Thread {
  return function* random({ load, store, lock, unlock, until, Atomics }: Steps): Body {
    let r = 0;
    for (const { does, on, n } of lines) {
      if (does === "load") r += yield load(on);
      else if (does === "store") yield store(on, r + n);
      else if (does === "add") r = yield Atomics.add(on, n);
      else if (does === "cas") r = yield Atomics.compareExchange(on, n, r);
      else if (does === "until") yield until(on, n);
      else {
        yield lock("m");
        r = yield load(on);
        yield unlock("m");
      }
    }
    return r;
  };
}

/** The same program as a list of single steps, for the naive enumerator. */
function stepsOf(lines: readonly Line[]): (Omit<Line, "does"> & { does: string })[] {
  return lines.flatMap((line) =>
    line.does === "locked" ? ["lock", "read", "unlock"].map((does) => ({ ...line, does })) : [line],
  );
}

interface State {
  readonly memory: Record<string, number>;
  holder: number;
  readonly threads: { at: number; r: number; buffer: [string, number][] }[];
}

/** Counts all schedules one by one, with an interpreter of its own: slow, and plain to see. */
function enumerated(program: readonly (readonly Line[])[], buffers: boolean) {
  const steps = program.map(stepsOf);
  const counts = new Map<string, number>();
  let all = 0;
  const walk = (state: State): void => {
    if (all > MOST) return;
    const next = program.flatMap((_, me) => moves(state, steps[me]!, me, buffers));
    for (const after of next) walk(after);
    if (next.length > 0) return;
    all++;
    const ended = state.threads.every(({ at }, me) => at === steps[me]!.length);
    const gave = state.threads.map(({ at, r }, me) => (at === steps[me]!.length ? r : undefined));
    const key = JSON.stringify([ended ? "ended" : "stuck", state.memory, gave]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const thread = () => ({ at: 0, r: 0, buffer: [] });
  walk({ memory: { x: 0, y: 1 }, holder: -1, threads: program.map(thread) });
  return all > MOST ? undefined : counts;
}

/** The states that one step of a thread, or the arrival of its oldest store, leads to. */
function moves(state: State, steps: ReturnType<typeof stepsOf>, me: number, buffers: boolean) {
  const moved: State[] = [];
  const copy = () => structuredClone(state);
  const { at, buffer } = state.threads[me]!;
  const step = steps[at];
  const after = step && taken(copy(), step, me, buffers);
  if (after) moved.push(after);
  if (buffer.length > 0) {
    const arrived = copy();
    const [name, value] = arrived.threads[me]!.buffer.shift()!;
    arrived.memory[name] = value;
    moved.push(arrived);
  }
  return moved;
}

function taken(
  it: State,
  { does, on, n }: ReturnType<typeof stepsOf>[number],
  me: number,
  buffers: boolean,
): State | undefined {
  const own = it.threads[me]!;
  const seen = own.buffer.findLast(([name]) => name === on)?.[1] ?? it.memory[on]!;
  const free = own.buffer.length === 0;
  own.at++;
  if (does === "load") own.r += seen;
  else if (does === "read") own.r = seen;
  else if (does === "until") return seen === n ? it : undefined;
  else if (does === "store" && buffers) own.buffer.push([on, own.r + n]);
  else if (does === "store") it.memory[on] = own.r + n;
  else if (!free) return undefined;
  else if (does === "lock") {
    if (it.holder >= 0) return undefined;
    it.holder = me;
  } else if (does === "unlock") it.holder = -1;
  else {
    const old = it.memory[on]!;
    if (does === "add") it.memory[on] = old + n;
    else if (old === n) it.memory[on] = own.r;
    own.r = old;
  }
  return it;
}

it(`the engine agrees with a naive enumerator on ${PROGRAMS} random programs`, async (context) => {
  const random = randomly(context);
  const program = (): Line[] =>
    Array.from({ length: 1 + random(3) }, () => ({
      does: DOES[random(DOES.length)]!,
      on: random(2) === 0 ? "x" : "y",
      n: random(3),
    }));
  let checked = 0;
  while (checked < PROGRAMS) {
    const lines = [program(), program()];
    const buffers = random(2) === 0;
    const counts = enumerated(lines, buffers);
    if (!counts) continue;
    const every = await everySchedule(lines.map(threadOf), { x: 0, y: 1 }, { buffers });
    const engine = new Map<string, number>();
    for (const { fate, memory, gave, schedules } of every.outcomes) {
      const key = JSON.stringify([fate, memory, gave]);
      engine.set(key, (engine.get(key) ?? 0) + schedules);
    }
    assert.deepEqual(engine, counts, JSON.stringify({ lines, buffers }));
    checked++;
  }
});
