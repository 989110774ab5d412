import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrime, primes, primesIn, type Range } from "#dist/jobs/primes.js";

const answer = (job: ReturnType<typeof primes>) =>
  job.merge(job.parts.map((part) => primesIn(part as Range))) as number[];

test("finds the primes that the post counted", () => {
  const found = answer(primes({ upTo: 1_000_000 }));
  assert.equal(found.length, 78_498);
  assert.equal(found.at(-1), 999_983);
});

test("agrees with a sieve for every number below 10,000", () => {
  const composite = new Set<number>();
  for (let n = 2; n < 10_000; n++) {
    if (composite.has(n)) assert.equal(isPrime(n), false, `${n}`);
    else {
      assert.equal(isPrime(n), true, `${n}`);
      for (let multiple = 2 * n; multiple < 10_000; multiple += n) composite.add(multiple);
    }
  }
  for (const n of [-7, 0, 1]) assert.equal(isPrime(n), false, `${n}`);
});

for (const [what, options, expected] of [
  ["a range without a prime", { from: 24, upTo: 28, parts: 2 }, []],
  ["from 1", { from: 1, upTo: 10, parts: 3 }, [2, 3, 5, 7]],
  ["from 2", { from: 2, upTo: 2, parts: 1 }, [2]],
  ["only 1", { from: 1, upTo: 1, parts: 4 }, []],
  ["more parts than numbers", { from: 2, upTo: 5, parts: 9 }, [2, 3, 5]],
] as const) {
  test(`is right about ${what}`, () => assert.deepEqual(answer(primes(options)), expected));
}

test("cuts any range into parts that touch, cover it, and differ by one number at most", () => {
  for (const [from, upTo, parts] of [
    [1, 1_000_000, 4],
    [123_457, 765_432, 7],
    [1, 3, 64],
    [9_007_199_254_700_000, 9_007_199_254_740_991, 3],
  ] as const) {
    const ranges = primes({ from, upTo, parts }).parts as Range[];
    const lengths = ranges.map((range) => range.to - range.from + 1);
    assert.equal(ranges.length, parts);
    assert.equal(ranges[0]!.from, from);
    assert.equal(ranges.at(-1)!.to, upTo);
    for (const [i, range] of ranges.slice(1).entries()) assert.equal(range.from, ranges[i]!.to + 1);
    assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1, `${lengths}`);
  }
});

test("gives many parts' primes as one list", () => {
  assert.equal(answer(primes({ upTo: 200_000, parts: 10_000 })).length, 17_984);
});

for (const [options, kind, message] of [
  [
    { upTo: 0 },
    RangeError,
    "Cannot look for primes as 'upTo' must be an integer >= 1: current value is 0",
  ],
  [
    { upTo: "9" },
    TypeError,
    "Cannot look for primes as 'upTo' must be an integer >= 1: current value is '9'",
  ],
  [
    {},
    TypeError,
    "Cannot look for primes as 'upTo' must be an integer >= 1: current value is undefined",
  ],
  [
    { upTo: 1e300 },
    RangeError,
    "Cannot look for primes as 'upTo' must be an integer >= 1: current value is 1e+300",
  ],
  [
    { upTo: 9, from: 1.5 },
    RangeError,
    "Cannot look for primes as 'from' must be an integer >= 1: current value is 1.5",
  ],
  [
    { upTo: 9, from: 10 },
    RangeError,
    "Cannot look for primes as 'upTo' must not be below 'from' (10): current value is 9",
  ],
  [
    { upTo: 9, parts: Number.NaN },
    RangeError,
    "Cannot split the job as 'parts' must be an integer from 1 to 10000: current value is NaN",
  ],
  [
    { upTo: 9, parts: -4 },
    RangeError,
    "Cannot split the job as 'parts' must be an integer from 1 to 10000: current value is -4",
  ],
  [
    { upTo: 9, parts: null },
    TypeError,
    "Cannot split the job as 'parts' must be an integer from 1 to 10000: current value is null",
  ],
] as const) {
  test(`is told at the door about ${JSON.stringify(options)}`, () => {
    assert.throws(() => primes(options as never), { name: kind.name, message });
  });
}
