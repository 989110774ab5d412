// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Script } from "node:vm";
import { everySchedule } from "#dist/experiments/schedules/every.js";
import { overwritten, play } from "#dist/experiments/schedules/play.js";
import type { Steps, Thread } from "#dist/experiments/schedules/step.js";
import * as programs from "./programs.js";
import { type Body, counts } from "./programs.js";

const { add, left, right, atomicLeft, atomicRight, there, back } = programs;
const flags = { x: 0, y: 0 };

describe("every schedule", () => {
  it("of two plain adds: four of six lose one", async () => {
    const every = await everySchedule([add, add], { x: 0 });
    assert.deepEqual(
      counts(every, ({ memory }) => memory.x),
      ["1: 4 of 6", "2: 2 of 6"],
    );
    assert.equal(every.complete, true);
    assert.equal(every.race?.schedules, 6);
    assert.deepEqual(every.race?.between, ['A: store("x", 1)', 'B: load("x")']);
  });

  it("of three adds each: 924, of which 20 lose none", async () => {
    function* three(steps: Steps): Body {
      for (let i = 0; i < 3; i++) yield* add(steps);
    }
    const every = await everySchedule([three, three], { x: 0 });
    assert.deepEqual(
      counts(every, ({ memory }) => memory.x),
      ["2: 8 of 924", "3: 300 of 924", "4: 416 of 924", "5: 180 of 924", "6: 20 of 924"],
    );
  });

  it("of store and load: both see 0 only where stores are buffered, and never with Atomics", async () => {
    const both = async (threads: Thread[], buffers: boolean) => {
      const every = await everySchedule(threads, flags, { buffers });
      return counts(every, ({ gave }) => gave).find((it) => it.startsWith("0,0")) ?? "never";
    };
    assert.equal(await both([left, right], false), "never");
    assert.equal(await both([left, right], true), "0,0: 18 of 80");
    assert.equal(await both([atomicLeft, right], true), "0,0: 1 of 20");
    assert.equal(await both([atomicLeft, atomicRight], true), "never");
    function* half({ store, Atomics }: Steps): Body {
      yield store("x", 1);
      return yield Atomics.load("y");
    }
    function* otherHalf({ store, Atomics }: Steps): Body {
      yield store("y", 1);
      return yield Atomics.load("x");
    }
    assert.equal(await both([half, otherHalf], true), "0,0: 18 of 80");
  });

  it("of two locks in two orders: two of six are stuck", async () => {
    const every = await everySchedule([there, back], {});
    assert.deepEqual(
      counts(every, ({ fate }) => fate),
      ["ended: 4 of 6", "stuck: 2 of 6"],
    );
    const stuck = every.outcomes.find(({ fate }) => fate === "stuck");
    assert.equal(stuck?.says, 'A waits at lock("b"), B waits at lock("a")');
    assert.equal(every.race, null);
  });

  it("of a race that only some of them meet", async () => {
    function* first({ Atomics, store }: Steps): Body {
      yield Atomics.add("y", 1);
      yield store("x", 1);
    }
    function* second({ Atomics, load }: Steps): Body {
      if ((yield Atomics.add("y", 1)) === 1) yield load("x");
    }
    const { race, schedules } = await everySchedule([first, second], flags);
    assert.deepEqual(race?.between, ['A: store("x", 1)', 'B: load("x")']);
    assert.deepEqual([race?.schedules, schedules], [2, 4]);
  });

  it("of async functions on one thread: += with an await in it loses", async () => {
    const total = (it: Steps) => it.shared as Record<string, number>;
    async function visitor(it: Steps) {
      total(it).total! += Number(await it.answer(1));
    }
    async function patient(it: Steps) {
      const one = Number(await it.answer(1));
      total(it).total! += one;
    }
    const start = { total: 0 };
    const lost = await everySchedule([visitor, visitor, visitor], start);
    assert.deepEqual(
      counts(lost, ({ memory }) => memory.total),
      ["1: 6 of 6"],
    );
    const kept = await everySchedule([patient, patient, patient], start);
    assert.deepEqual(
      counts(kept, ({ memory }) => memory.total),
      ["3: 6 of 6"],
    );
  });

  it("of async functions: is seldom where an interrupt would end the process", async (context) => {
    const steps = async ({ answer }: Steps) => {
      for (let step = 0; step < 3; step++) await answer(step);
    };
    const calls = context.mock.method(Script.prototype, "runInThisContext").mock;
    const { schedules } = await everySchedule([steps, steps, steps], {});
    assert.equal(schedules, 1680);
    assert.ok(
      calls.callCount() < 100,
      `${calls.callCount()} calls with such a moment at both ends`,
    );
  });

  it("misses no outcome where a thread reads the same again and again", async () => {
    function* reader({ load }: Steps): Body {
      for (let i = 0; i < 6; i++) yield load("x");
      return yield load("y");
    }
    function* writer({ store }: Steps): Body {
      yield store("y", 1);
    }
    const every = await everySchedule([reader, writer], flags);
    assert.deepEqual(
      counts(every, ({ gave }) => gave[0]),
      ["0: 1 of 8", "1: 7 of 8"],
    );
  });

  it("lets a thread look in vain for what others must change, and says if nobody does", async () => {
    function* waiter({ Atomics }: Steps): Body {
      while ((yield Atomics.load("x")) === 0);
    }
    function* writer({ Atomics }: Steps): Body {
      yield Atomics.store("x", 1);
    }
    const ends = await everySchedule([waiter, writer], flags);
    assert.deepEqual(
      ends.outcomes.map(({ fate }) => fate),
      ["ended"],
    );
    const [alone] = (await everySchedule([waiter, waiter], flags)).outcomes;
    assert.equal(alone?.fate, "endless");
  });

  it("stops at its bound, and keeps what it has seen", async () => {
    function* many(steps: Steps): Body {
      for (let i = 0; i < 9; i++) yield* add(steps);
    }
    const every = await everySchedule([many, many, many], { x: 0 }, { mostStates: 500 });
    assert.equal(every.complete, false);
    assert.equal(every.states, 500);
    assert.ok(every.schedules > 1 && every.outcomes.some(({ memory }) => Number(memory.x) < 27));
  });

  it("wakes the first who fell asleep first, and notices who is never woken", async () => {
    function* sleeper({ Atomics }: Steps): Generator<unknown, unknown, string> {
      return yield Atomics.wait("x", 0);
    }
    function* waker({ Atomics }: Steps): Body {
      yield Atomics.store("x", 1);
      return yield Atomics.notify("x", 1);
    }
    const every = await everySchedule([sleeper as Thread, waker], flags);
    assert.deepEqual(
      counts(every, ({ gave }) => gave),
      ["not-equal,0: 2 of 3", "ok,1: 1 of 3"],
    );
  });

  it("hides what the threads print, as each is run many times", async (context) => {
    const log = context.mock.method(console, "log", () => {});
    function* talker({ load }: Steps): Body {
      console.log("once per run");
      yield load("x");
    }
    await everySchedule([talker, talker], flags);
    assert.equal(log.mock.callCount(), 0);
    await play([talker], flags, "A");
    assert.equal(log.mock.callCount(), 1);
  });
});

describe("play", () => {
  it("replays one schedule, and knows the store that is lost", async () => {
    const played = await play([add, add], { x: 0 }, "ABAB");
    assert.equal(played.fate, "ended");
    assert.deepEqual(
      played.steps.map(({ who, did, gave, memory }) => [who, did, gave, memory.x]),
      [
        ["A", "load x", 0, 0],
        ["B", "load x", 0, 0],
        ["A", "store x = 1", undefined, 1],
        ["B", "store x = 1", undefined, 1],
      ],
    );
    assert.deepEqual(overwritten(played), [undefined, undefined, undefined, "A"]);
    assert.deepEqual(
      overwritten(await play([add, add], { x: 0 }, "AABB")),
      Array(4).fill(undefined),
    );
  });

  it("lets stores arrive later, a small letter each", async () => {
    const played = await play([left, right], flags, "AABBab", { buffers: true });
    assert.deepEqual(played.gave, [0, 0]);
    assert.deepEqual(played.steps[1]?.buffers, [[["x", 1]], []]);
    assert.equal(played.steps[4]?.did, "x = 1 arrives");
  });

  it("may stop in the middle, and says who cannot go on", async () => {
    const played = await play([there, back], {}, "AB");
    assert.deepEqual([played.fate, played.steps[1]?.blocked], ["stuck", "AB"]);
    const open = await play([there, back], {}, "AA");
    assert.deepEqual([open.fate, open.steps[1]?.blocked], ["open", "B"]);
  });
});

describe("misuse is told in a sentence", () => {
  const outside = { count: 0 };
  const wrong: [what: string, thread: unknown, says: RegExp][] = [
    [
      "a forgotten yield",
      function* ({ load, store }: Steps): Body {
        const old = yield load("x");
        store("x", old + 1);
      },
      /as store\("x", 1\) was not taken: write yield store\("x", 1\) \(thread A, schedule A\)$/,
    ],
    [
      "a forgotten yield before a value",
      function* ({ load, store }: Steps): Body {
        yield store("x", Number(load("x")) + 1);
      },
      /Cannot compute with load\("x"\) .* write \(yield load\("x"\)\), with the brackets/,
    ],
    [
      "forgotten brackets",
      function* ({ load }: Steps): Body {
        yield ((load("x") as unknown as number) + 1) as never;
      } as unknown,
      /write \(yield load\("x"\)\), with the brackets/,
    ],
    [
      "a forgotten await",
      async ({ answer, shared }: Steps) => {
        shared.x = Number(shared.x) + Number(answer(1));
      },
      /write \(await answer\(1\)\)/,
    ],
    [
      "two awaited at once",
      async ({ answer }: Steps) => {
        await Promise.all([answer(1), answer(2)]);
      },
      /Cannot take answer\(2\) as answer\(1\) is still awaited/,
    ],
    [
      "an unknown variable",
      function* ({ load }: Steps): Body {
        yield load("z");
      },
      /Cannot take load\("z"\) as there is no variable "z": there are x, y/,
    ],
    [
      "no value",
      function* ({ store }: Steps): Body {
        yield (store as (name: string) => never)("x");
      },
      /Cannot take store on "x" as a variable holds a number, a string or a boolean/,
    ],
    ["a plain function", () => 3, /Cannot run .* as it must be a function\* that yields/],
    [
      "JavaScript's own Atomics",
      function* (): Body {
        yield Atomics.add("x" as never, 0, 1) as never;
      },
      /as it uses JavaScript's own Atomics: take it from the argument/,
    ],
    [
      "what is no step",
      function* (): Generator<number> {
        yield 3;
      },
      /as what it yields must be a step/,
    ],
    [
      "a lock of somebody else",
      function* ({ unlock }: Steps): Body {
        yield unlock("m");
      },
      /Cannot take unlock\("m"\) as thread A does not hold it/,
    ],
    [
      "state outside the variables",
      function* ({ load, store }: Steps): Body {
        outside.count++;
        yield load("x");
        yield store("x", outside.count);
      },
      /did something else the second time: what they share must be a variable/,
    ],
  ];
  for (const [what, thread, says] of wrong) {
    it(what, async () => {
      await assert.rejects(everySchedule([thread as Thread, add], flags), { message: says });
    });
  }

  it("a letter that cannot go on, or that nobody has", async () => {
    const refused = (threads: Thread[], letters: string) => play(threads, flags, letters);
    await assert.rejects(refused([there, back], "ABA"), /Step 3 cannot be A as A waits at lock/);
    await assert.rejects(
      refused([add, add], "AAA"),
      /Step 3 cannot be A as A has ended: it can be B/,
    );
    await assert.rejects(refused([add, add], "C"), /there is no thread "C": it can be A or B/);
    await assert.rejects(refused([add, add], "A1"), TypeError);
  });

  it("arguments of the wrong kind, before anything is started", async () => {
    await assert.rejects(everySchedule(add as never, flags), TypeError);
    await assert.rejects(everySchedule([], flags), RangeError);
    await assert.rejects(everySchedule([add], 3 as never), TypeError);
    await assert.rejects(everySchedule([add], flags, { mostStates: 0 }), RangeError);
    await assert.rejects(everySchedule([add], flags, { buffers: "any" as never }), TypeError);
  });

  it("an error of a thread's own, with its letter and schedule", async () => {
    function* unlucky({ load }: Steps): Body {
      if ((yield load("x")) === 1) throw new Error("Not written yet");
    }
    const ends = everySchedule([add, unlucky], flags);
    await assert.rejects(ends, /^Error: Not written yet \(thread B, schedule AAB\)$/);
  });
});
