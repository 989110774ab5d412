import assert from "node:assert/strict";
import { test } from "node:test";
import { leastTime, partsMs, shares, speedUpLimit } from "#dist/experiments/shares.js";
import { madeUp, span } from "../figures/rows.js";

test("the times of parts stand in the parts' order, whoever ended first", () => {
  const spans = [span({ part: 1, endMs: 30 }), span({ part: 0, startMs: 20, endMs: 90 })];
  assert.deepEqual(partsMs({ spans }), [70, 30]);
});

test("shares make one in all, and the longest part limits the speed-up", () => {
  assert.deepEqual(shares([1, 1, 2]), [0.25, 0.25, 0.5]);
  assert.deepEqual(shares([0, 0]), [0.5, 0.5]);
  assert.equal(speedUpLimit([1, 1, 2]), 2);
  assert.equal(speedUpLimit([1, 1, 1, 1], 3), 3);
  assert.throws(() => shares([]), RangeError);
});

test("no way takes less than the longest part, the computing and the limit allow", () => {
  // 24 orders that wait for 50 ms and compute for 20, one after another.
  const spans = Array.from({ length: 24 }, (_, part) => {
    return span({ part, startMs: 70 * part, endMs: 70 * (part + 1), cpuMs: 20 });
  });
  const run = madeUp({ spans, wallMs: 24 * 70, cpuMs: 24 * 20, cores: 2 });
  const all = leastTime(run);
  assert.deepEqual(all, { inProgressMs: 0, computingMs: 240, longestMs: 70, leastMs: 240 });
  assert.equal(leastTime(run, { limit: 4 }).leastMs, 420);
  assert.equal(leastTime(run, { cores: 16 }).leastMs, 70);
  assert.throws(() => leastTime(run, { cores: 0 }), /'cores' must be above 0: current value is 0/);
});
