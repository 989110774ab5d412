import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isPrime, type Range } from "#dist/jobs/primes.js";
import * as steps from "#dist/jobs/sieve.js";
import { wheelSieve } from "#dist/jobs/wheel.js";
import { compare, run } from "#dist/lab/measure.js";
import { python, way } from "#dist/lab/ways/index.js";

const { sieve } = steps;
const LADDER = ["every divisor", "simple sieve", "wheel sieve"] as const;
const counters: Readonly<Record<string, (range: Range) => number>> = {
  ...steps,
  wheelSieve,
} as never;
const names = ["everyDivisor", "simpleSieve", "wheelSieve"];

/** Below each number up to 1,000 so many primes, counted one by one. */
const below = [0];
for (let n = 0; n < 1000; n++) below.push(below[n]! + Number(isPrime(n)));

/** The same numbers in every run: from 0 to 1. */
function random(): () => number {
  let x = 12345;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

describe("the sieve ladder", () => {
  for (const name of names) {
    it(`${name} is right on all ranges within 1 to 130, and on an empty one`, () => {
      const count = counters[name]!;
      for (let from = 1; from <= 130; from++) {
        for (let to = from - 1; to <= 130; to++) {
          const wanted = Math.max(0, below[to + 1]! - below[from]!);
          assert.equal(count({ from, to }), wanted, `${from} to ${to}`);
        }
      }
    });
  }

  it("the sieves agree on random ranges, with edges of segments in them", () => {
    const next = random();
    for (let round = 0; round < 60; round++) {
      const from = 1 + Math.floor(next() ** 3 * 2e7);
      const range = { from, to: from + Math.floor(next() ** 2 * 3e5) };
      assert.equal(wheelSieve(range), steps.simpleSieve(range), `${range.from} to ${range.to}`);
    }
    const segments = { from: 7, to: 9_000_000 };
    assert.equal(wheelSieve(segments), steps.simpleSieve(segments));
  });

  it("finds the primes where a prime's square begins, and far away", () => {
    for (const prime of [19, 31, 997, 7919]) {
      const square = prime * prime;
      for (const range of [
        { from: square, to: square },
        { from: square - 60, to: square + 60 },
      ]) {
        assert.equal(wheelSieve(range), steps.everyDivisor(range), `around ${square}`);
      }
    }
    const far = { from: 1e12, to: 1e12 + 300 };
    assert.equal(wheelSieve(far), steps.everyDivisor(far));
  });
});

describe("job.sieve", () => {
  it("counts the same in every step, way and cut", async () => {
    for (const step of LADDER) {
      const runs = await compare(
        sieve({ step, upTo: 20_000, parts: 5 }),
        [way.single(), way.worker(2)],
        { rounds: 1 },
      );
      assert.deepEqual([...new Set(runs.map(({ answer }) => answer))], [2262], step);
    }
    const middle = await run(sieve({ from: 10_001, upTo: 20_000, parts: 64 }), way.single());
    assert.equal(middle.answer, 2262 - 1229);
  });

  it("has a twin in Python for the simple sieve", async (t) => {
    if ((await python.facts()) === null) return t.skip("there is no Python here");
    const { answer } = await run(
      sieve({ step: "simple sieve", upTo: 100_000, parts: 1 }),
      python.single(),
    );
    assert.equal(answer, 9592);
  });

  it("refuses what it cannot count", () => {
    assert.throws(() => sieve({ step: "wheel" as never, upTo: 10 }), /'step' must be one of every/);
    assert.throws(() => sieve({ upTo: 10, from: 11 }), /'upTo' must not be below 'from'/);
    assert.throws(() => sieve({ step: "simple sieve", upTo: 2 ** 31 }), RangeError);
    assert.throws(() => sieve({ upTo: 10, parts: 0 }), RangeError);
  });
});
