import assert from "node:assert/strict";
import { test } from "node:test";
import { partsMs, shares, speedUpLimit } from "#dist/experiments/shares.js";
import { span } from "../figures/rows.js";

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
