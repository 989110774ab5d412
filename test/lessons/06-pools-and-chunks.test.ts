import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rehearse } from "#dist/experiments/rehearse.js";
import { divisions, equalRanges } from "#dist/jobs/primes.js";
import { inOrder, type Schedule } from "#dist/lab/schedule.js";
import { coversAll, evenWork, keepsLanesBusy } from "#dist/lessons/06-pools-and-chunks.js";

const upTo = 100_000;
const equal = [...equalRanges(1, upTo, 8)];
const border = (part: number) => Math.floor(upTo * (part / 8) ** (2 / 3));
const even = equal.map((_, part) => ({ from: border(part) + 1, to: border(part + 1) }));

describe("divisions", () => {
  it("counts what isPrime does: one for 4, two for 9, none for 2", () => {
    assert.deepEqual(
      [2, 4, 9, 25].map((n) => divisions({ from: n, to: n })),
      [0, 1, 2, 4],
    );
    assert.equal(divisions({ from: 1, to: 9 }), 7);
  });
});

describe("the claims of 06", () => {
  it("tell parts of equal work from parts of equal length", () => {
    assert.equal(evenWork()(even).ok, true);
    const { ok, says } = evenWork()(equal);
    assert.equal(ok, false);
    assert.match(
      says,
      /^The largest part has 1\.\d\d times the divisions of the mean, the smallest 0\.\d\d; wanted at most 1\.2\. How/,
    );
  });

  it("want every number once, in as many parts as asked for", () => {
    const covers = coversAll(upTo, 8);
    assert.deepEqual([covers(even).ok, covers(equal).ok], [true, true]);
    assert.match(covers(even.slice(1)).says, /There are 7 parts, wanted 8/);
    const gap = even.with(3, { ...even[3]!, to: even[3]!.to - 1 });
    assert.match(covers(gap).says, /^Part 3 goes from \d+ to \d+\. Does each part begin/);
    assert.equal(coversAll(upTo + 1, 8)(even).ok, false);
  });

  it("find a lane that stays empty while parts are left", async () => {
    const growing = Array.from({ length: 64 }, (_, part) => Math.sqrt(part + 1));
    const all = (schedule: Schedule) =>
      Promise.all([1, 2, 4, 16].map((lanes) => rehearse(schedule, growing, lanes)));
    assert.equal(keepsLanesBusy()(await all(inOrder)).ok, true);
    const oneByOne: Schedule = async (starts) => {
      const values: unknown[] = [];
      for (const start of starts) values.push(await start());
      return values;
    };
    const { ok, says } = keepsLanesBusy()(await all(oneByOne));
    assert.equal(ok, false);
    assert.match(says, /^With 2 lanes it takes 2\.0 times what it may take\. Who waits/);
  });
});
