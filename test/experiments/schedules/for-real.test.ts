// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { everySchedule } from "#dist/experiments/schedules/every.js";
import { forReal, type RealOptions } from "#dist/experiments/schedules/for-real.js";
import type { Steps, Thread } from "#dist/experiments/schedules/step.js";
import { withoutYield } from "#dist/experiments/schedules/without-yield.js";
import { usableCores } from "#dist/lab/machine.js";
import { soaking } from "../../thorough.js";
import { add, atomicLeft, atomicRight, type Body, back, there } from "./programs.js";
import { randomly } from "./randomly.js";

const few: RealOptions = { rounds: 20_000, mostMs: 500 };
/** Random programs that are run for real: each takes a quarter of a second. */
const PROGRAMS = soaking ? 80 : 10;
const x86 = process.arch === "x64" || process.arch === "ia32";

describe("for real", () => {
  it("counts every round, and what each thread gave", async () => {
    const real = await forReal([atomicLeft, atomicRight], { x: 0, y: 0 }, few);
    const sum = real.outcomes.reduce((all, { rounds }) => all + rounds, 0);
    assert.equal(sum, real.rounds);
    assert.ok(real.rounds > 0);
    for (const { memory, gave } of real.outcomes) {
      assert.deepEqual(memory, { x: 1, y: 1 });
      assert.ok(gave.some((it) => it === 1));
    }
  });

  it("never loses an add of Atomics, or one behind a lock", async () => {
    function* atomic({ Atomics }: Steps): Body {
      yield Atomics.add("x", 1);
    }
    function* locked({ load, store, lock, unlock }: Steps): Body {
      yield lock("m");
      const old = yield load("x");
      yield store("x", old + 1);
      yield unlock("m");
    }
    for (const thread of [atomic, locked]) {
      const { outcomes } = await forReal([thread, thread], { x: 5 }, few);
      assert.deepEqual(
        outcomes.map(({ memory }) => memory.x),
        [7],
      );
    }
  });

  it("stops when threads are stuck, and says so", async () => {
    function* keeps({ lock }: Steps): Body {
      yield lock("m");
    }
    const { outcomes, rounds } = await forReal([keeps, keeps], {});
    assert.ok(rounds <= 3);
    assert.ok(outcomes.every(({ fate }) => fate === "stuck"));
  });

  it("is stopped if a thread never ends", async () => {
    function* waiter({ Atomics }: Steps): Body {
      while ((yield Atomics.load("x")) === 0);
    }
    await assert.rejects(forReal([waiter, waiter], { x: 0 }, { mostMs: 1 }), /had not ended after/);
  });

  it("tells what a thread throws", async () => {
    function* thrower({ load }: Steps): Body {
      if ((yield load("x")) < 9) throw new Error("no luck");
    }
    await assert.rejects(forReal([thrower, add], { x: 0 }), /no luck/);
  });

  it("refuses what cannot run there, before anything is started", async () => {
    const outside = 1;
    function* uses({ store }: Steps): Body {
      yield store("x", outside);
    }
    await assert.rejects(forReal([uses], { x: 0 }), /'uses' uses 'outside' from outside itself/);
    await assert.rejects(forReal([async () => {}], { x: 0 }), /must be a function\*/);
    await assert.rejects(forReal([add], { x: "a" }), /whole numbers of 32 bits/);
    await assert.rejects(forReal([add], { x: 2 ** 31 }), /whole numbers of 32 bits/);
    await assert.rejects(forReal([add], { x: 0 }, { rounds: 0 }), RangeError);
  });

  it("takes yield out of the text, brackets and stars too", () => {
    const thread = new Function(
      "return function* it(m) { yield* f(m); const a = yield (m.load('x')); return (yield m.load('y')) + a; function* f() {} }",
    )() as Thread;
    assert.equal(
      withoutYield(thread).replaceAll(/ +/g, " "),
      "(function it(m) { f(m); const a = (m.load('x')); return ( m.load('y')) + a; function f() {} })",
    );
  });
});

const reason = !x86
  ? "a store buffer explains x86, and this is another processor"
  : usableCores() < 2 && "on one core threads only take turns";

it("all that real threads do can happen with store buffers", { skip: reason }, async (context) => {
  const random = randomly(context);
  const line = () => {
    const on = "xy"[random(2)];
    return [
      `r = 4 * r + (yield load("${on}"));`,
      `yield store("${on}", ${1 + random(3)});`,
      `r = 4 * r + (yield Atomics.add("${on}", 1));`,
    ][random(3)];
  };
  const thread = () => {
    const lines = Array.from({ length: 2 + random(2) }, line).join(" ");
    const text = `return function* random({ load, store, Atomics }) { let r = 0; ${lines} return r; }`;
    return new Function(text)() as Thread;
  };
  for (let i = 0; i < PROGRAMS; i++) {
    const threads = [thread(), thread()];
    const start = { x: 0, y: 0 };
    const every = await everySchedule(threads, start, { buffers: true });
    const possible = new Set(
      every.outcomes.map(({ memory, gave }) => JSON.stringify([memory, gave])),
    );
    const real = await forReal(threads, start, { rounds: 5_000, mostMs: 100 });
    for (const { memory, gave } of real.outcomes) {
      const seen = JSON.stringify([memory, gave]);
      assert.ok(possible.has(seen), `${threads.join("\n")}\n${seen}`);
    }
  }
});

it("two locks taken in two orders: each round that is stuck is stuck for both", async () => {
  const { outcomes } = await forReal([there, back], {}, few);
  for (const { fate, gave } of outcomes) {
    assert.equal(fate === "stuck", gave.includes("stuck"));
  }
});
