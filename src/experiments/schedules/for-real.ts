import { must, mustBeInteger } from "../../lab/arguments.js";
import type { Job } from "../../lab/job.js";
import { usableCores } from "../../lab/machine.js";
import { run } from "../../lab/measure.js";
import { withinLimit } from "../../lab/stop.js";
import { way } from "../../lab/ways/index.js";
import { programOf } from "./play.js";
import {
  type Gave,
  LINE,
  lockName,
  type Plan,
  type RealInput,
  ROUNDS,
  STUCK,
} from "./real-thread.js";
import type { Start, Thread } from "./step.js";
import { withoutYield } from "./without-yield.js";

/** What `forReal` can be told. */
export interface RealOptions {
  /** How often all threads run, each time with variables of their own. Default 100,000. */
  rounds?: number;
  /** No new rounds begin after so many ms. Default 250. */
  mostMs?: number;
}

/** One way in which real threads ended, and in how many rounds. */
export interface RealOutcome {
  readonly fate: "ended" | "stuck";
  readonly memory: Start;
  /** What each thread returned. */
  readonly gave: readonly unknown[];
  readonly rounds: number;
}

/** What real threads did: plain data. */
export interface Real {
  readonly rounds: number;
  /** Rounds that were asked for: with other programs busy, not all may find the time. */
  readonly wanted: number;
  /** The most frequent first. */
  readonly outcomes: readonly RealOutcome[];
  /** Cores that may be used: with fewer than two, threads only take turns. */
  readonly cores: number;
}

/** On a busy machine both threads may have shared a core: then so many tries are made. */
const TRIES = 4;

/**
 * Takes the `yield`s out of the threads' text and runs it on real threads, all at once, again and
 * again, on a SharedArrayBuffer: plain reads and writes, and the real Atomics. It tries again if
 * the rounds do not fit into the time, which says that other programs were busy.
 *
 * @throws {TypeError} if a thread is not a `function*`, or uses names from outside itself.
 * @throws {Error} if a thread throws or does not end, or if it is stopped.
 */
export async function forReal(
  threads: readonly Thread[],
  start: Start,
  { rounds = 100_000, mostMs = 250 }: RealOptions = {},
): Promise<Real> {
  const action = "Cannot run the threads for real";
  programOf(action, threads, start, {});
  mustBeInteger(action, "rounds", rounds, { most: 1_000_000 });
  mustBeInteger(action, "mostMs", mostMs, { most: 60_000 });
  const whole = Object.values(start).every((it) => Number.isInteger(it) && it === Number(it) >> 0);
  must(whole, action, "'start' must hold whole numbers of 32 bits", start);
  const texts = threads.map(withoutYield);
  const limitMs = 5_000 + 10 * mostMs;
  return withinLimit(limitMs, neverEnded(limitMs), async () => {
    let best: Real | undefined;
    for (let tries = 1; tries <= TRIES; tries++) {
      const job = jobOf(texts, start, { rounds, mostMs });
      const real = (await run(job, way.worker(threads.length))).answer as Real;
      const stuck = real.outcomes.some(({ fate }) => fate === "stuck");
      if (real.rounds === rounds || stuck) return real;
      if (!best || real.rounds > best.rounds) best = real;
    }
    return best!;
  });
}

function neverEnded(limitMs: number): Error {
  const what = `The threads had not ended after ${limitMs / 1000} s, and were stopped`;
  return new Error(`${what}: does one look for ever for what the other never writes?`);
}

/** All rounds as a job, a part per thread, whose answer is a `Real`. */
function jobOf(
  texts: readonly string[],
  start: Start,
  { rounds, mostMs }: Required<RealOptions>,
): Job {
  const locks = texts.flatMap((text) => [...text.matchAll(/\block\((["'`])(.+?)\1\)/g)]);
  const names = new Set([...Object.keys(start), ...locks.map((match) => lockName(match[2]!))]);
  const plan: Plan = {
    threads: texts.length,
    rounds,
    stride: names.size * LINE,
    at: Object.fromEntries([...names].map((name, i) => [name, i * LINE])),
    mostMs,
    // Who sleeps is woken late, and on the same core. With one core, who spins keeps the others away.
    spins: usableCores() < 2 ? 0 : 2e6,
  };
  const memory = memoryFor(plan, start);
  return {
    label: "threads for real",
    size: rounds,
    module: new URL("./real-thread.js", import.meta.url).href,
    name: "run",
    parts: texts.map((text): RealInput => ({ text, plan, memory })),
    merge: (values) => counted(values as Gave[][], memory, plan, start),
  };
}

function memoryFor({ rounds, stride, at }: Plan, start: Start): Int32Array {
  const memory = new Int32Array(new SharedArrayBuffer(4 * (ROUNDS + stride * rounds)));
  for (const [name, value] of Object.entries(start)) {
    if (value === 0) continue;
    for (let i = 0; i < rounds; i++) memory[ROUNDS + i * stride + at[name]!] = Number(value);
  }
  return memory;
}

/** How often each end came, the most frequent first. */
function counted(
  parts: readonly Gave[][],
  memory: Int32Array,
  { rounds: wanted, stride, at }: Plan,
  start: Start,
): Real {
  const rounds = Math.min(...parts.map(({ length }) => length));
  const names = Object.keys(start);
  const ends = new Map<string, RealOutcome & { rounds: number }>();
  for (let round = 0; round < rounds; round++) {
    const gave = parts.map((it) => it[round]);
    const held = names.map((name) => memory[ROUNDS + round * stride + at[name]!]!);
    const key = [...held, ...gave].join();
    const end = ends.get(key) ?? {
      fate: gave.includes(STUCK) ? "stuck" : "ended",
      memory: Object.fromEntries(names.map((name, i) => [name, held[i]!])),
      gave,
      rounds: 0,
    };
    end.rounds++;
    ends.set(key, end);
  }
  const outcomes = [...ends.values()].sort((a, b) => b.rounds - a.rounds);
  return { rounds, wanted, outcomes, cores: usableCores() };
}
