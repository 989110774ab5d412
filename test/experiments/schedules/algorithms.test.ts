// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Every, everySchedule } from "#dist/experiments/schedules/every.js";
import { play } from "#dist/experiments/schedules/play.js";
import type { Steps, Thread } from "#dist/experiments/schedules/step.js";
import type { Body } from "./programs.js";

/** Who is where: a thread notes that it is inside, and gives whether it was alone there. */
function* alone({ Atomics }: Steps): Generator<never, number, number> {
  const before = (yield Atomics.add("inside", 1) as never) as number;
  yield Atomics.add("inside", -1) as never;
  return before === 0 ? 1 : 0;
}

type Access = (steps: Steps) => Pick<Steps, "load" | "store">;
const plain: Access = (steps) => steps;
const atomic: Access = (steps) => steps.Atomics;

function peterson(me: string, other: string, turn: number, access: Access): Thread {
  return function* enter(steps: Steps): Body {
    const { load, store } = access(steps);
    yield store(me, 1);
    yield store("turn", turn);
    while ((yield load(other)) === 1 && (yield load("turn")) === turn);
    const ok = yield* alone(steps);
    yield store(me, 0);
    return ok;
  };
}

function dekker(me: string, other: string, turns: [own: number, other: number], access: Access) {
  const [own, its] = turns;
  return function* enter(steps: Steps): Body {
    const { load, store } = access(steps);
    yield store(me, 1);
    while ((yield load(other)) === 1) {
      if ((yield load("turn")) === own) continue;
      yield store(me, 0);
      while ((yield load("turn")) !== own);
      yield store(me, 1);
    }
    const ok = yield* alone(steps);
    yield store("turn", its);
    yield store(me, 0);
    return ok;
  };
}

const start = { a: 0, b: 0, turn: 1, inside: 0 };
const algorithms = {
  "Peterson's": (access: Access) => [peterson("a", "b", 2, access), peterson("b", "a", 1, access)],
  "Dekker's": (access: Access) => [
    dekker("a", "b", [1, 2], access),
    dekker("b", "a", [2, 1], access),
  ],
};

/** Everybody was alone inside, in all schedules, and all have ended. */
function isRight({ outcomes }: Every): boolean {
  return outcomes.every(({ fate, gave }) => fate === "ended" && gave.every((ok) => ok === 1));
}

for (const [name, threads] of Object.entries(algorithms)) {
  describe(`${name} algorithm`, () => {
    it("is right in all schedules where stores arrive at once", async () => {
      const every = await everySchedule(threads(plain), start);
      assert.ok(every.complete && isRight(every));
    });

    it("is wrong where they arrive later, which is found before the bound", async () => {
      assert.equal(
        isRight(await everySchedule(threads(plain), start, { buffers: true, mostStates: 1_000 })),
        false,
      );
    });

    it("is right again with Atomics", async () => {
      const every = await everySchedule(threads(atomic), start, { buffers: true });
      assert.ok(every.complete && isRight(every));
    });
  });
}

describe("with Atomics", () => {
  it("a ticket lock lets three threads in, one after the other", async () => {
    function* visitor(steps: Steps): Body {
      const { Atomics } = steps;
      const mine = yield Atomics.add("next", 1);
      while ((yield Atomics.load("serving")) !== mine);
      const ok = yield* alone(steps);
      yield Atomics.add("serving", 1);
      return ok;
    }
    const every = await everySchedule([visitor, visitor, visitor], {
      next: 0,
      serving: 0,
      inside: 0,
    });
    assert.ok(every.complete && isRight(every));
    assert.equal(every.race, null);
  });

  it("a buffer of two slots brings all that two producers put in to one consumer", async () => {
    const producer = (item: number) =>
      function* produce({ Atomics, store, lock, unlock }: Steps): Body {
        yield lock("in");
        const at = yield Atomics.load("tail");
        yield store(`slot${at % 2}`, item);
        yield Atomics.store("tail", at + 1);
        yield unlock("in");
        yield Atomics.notify("tail");
      };
    function* consume({ Atomics, load }: Steps): Body {
      let sum = 0;
      for (let head = 0; head < 2; head++) {
        while ((yield Atomics.load("tail")) === head) yield Atomics.wait("tail", head);
        sum += yield load(`slot${head % 2}`);
      }
      return sum;
    }
    const every = await everySchedule([producer(1), producer(10), consume], {
      slot0: 0,
      slot1: 0,
      tail: 0,
    });
    assert.ok(every.complete);
    assert.deepEqual(new Set(every.outcomes.map(({ gave }) => gave[2])), new Set([11]));
    assert.ok(every.outcomes.every(({ fate }) => fate === "ended"));
    assert.equal(every.race, null);
  });

  it("a lock for readers and writers: nobody reads half of a write", async () => {
    function* reader({ Atomics, load }: Steps): Body {
      for (;;) {
        const now = yield Atomics.load("readers");
        if (now < 0) yield Atomics.wait("readers", now);
        else if ((yield Atomics.compareExchange("readers", now, now + 1)) === now) break;
      }
      const same = (yield load("left")) === (yield load("right"));
      if ((yield Atomics.add("readers", -1)) === 1) yield Atomics.notify("readers");
      return same;
    }
    function* writer({ Atomics, store }: Steps): Body {
      for (;;) {
        const now = yield Atomics.compareExchange("readers", 0, -1);
        if (now === 0) break;
        yield Atomics.wait("readers", now);
      }
      yield store("left", 1);
      yield store("right", 1);
      yield Atomics.store("readers", 0);
      yield Atomics.notify("readers");
      return true;
    }
    const rooms = { readers: 0, left: 0, right: 0 };
    const every = await everySchedule([reader, writer], rooms);
    assert.ok(every.complete);
    assert.ok(every.outcomes.every((it) => it.fate === "ended" && it.gave.every(Boolean)));
    assert.equal(every.race, null);
    const both = await play([reader, reader], rooms, "AABB");
    assert.equal(both.memory.readers, 2);
  });
});
