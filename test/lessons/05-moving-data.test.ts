import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it } from "node:test";
import { wallMs } from "#dist/lab/run.js";
import { breakEven, pays, withStartUp } from "#dist/lessons/05-moving-data.js";
import { madeUp, repeated } from "../figures/rows.js";

/** A task that takes `size` ms alone: 1 ms of messages, 100 ms of start, twice as fast. */
const both = (size: number, factor = 2) =>
  [false, true].flatMap((warm) => [
    madeUp({ size, warm, wallMs: size }),
    madeUp({ size, warm, way: "worker", width: 4, wallMs: 1 + size / factor, startUpMs: 100 }),
  ]);
const pick = (rows: readonly Record<string, unknown>[]) =>
  rows.map((row) => [row.way, row.threads, row["break-even point"], row["job size there"]]);

it("counts the start-up of cold runs in", () => {
  const [row, ...rest] = withStartUp(both(10).filter(({ way }) => way === "worker"));
  assert.deepEqual([wallMs(row!), row!.startUpMs, rest.length], [106, 0, 0]);
});

describe("breakEven", () => {
  it("finds the task from which a way pays, with its start and without", () => {
    // Twice as fast pays from twice the cost on: from 202 ms, and from 2 ms.
    const runs = [1, 1.9, 2.1, 10, 200, 204, 1000].flatMap((size) => both(size));
    assert.deepEqual(pick(breakEven(runs)), [
      ["worker × 4", "started for the job", "about 200 ms", "about 200"],
      ["worker × 4", "already running", "about 2 ms", "about 2"],
    ]);
  });

  it("says so where a way pays at every size, or at none", () => {
    const fast = [100, 1000].flatMap((size) => both(size)).filter(({ warm }) => warm);
    assert.deepEqual(pick(breakEven(fast)), [
      ["worker × 4", "already running", "below 100 ms", "–"],
    ]);
    const slow = [1, 10, 1000].flatMap((size) => both(size, 1.05)).filter(({ warm }) => warm);
    assert.deepEqual(pick(breakEven(slow)), [
      ["worker × 4", "already running", "none up to 1,000 ms", "–"],
    ]);
  });

  it("is not led astray by one lucky size before the last crossing", () => {
    const lucky = madeUp({ size: 1, way: "worker", width: 4, wallMs: 0.9 });
    const runs = [madeUp({ size: 1, wallMs: 1 }), lucky, ...both(1.9), ...both(2.1), ...both(100)];
    const [row] = breakEven(runs.filter(({ warm }) => warm));
    assert.equal(row?.["break-even point"], "about 2 ms");
  });

  it("needs runs alone", () => {
    assert.throws(() => breakEven(repeated("worker", [1])), /must hold the way 'single'/);
  });
});

describe("the claim that a way pays", () => {
  /** On two cores, of which other programs use so many. */
  const rows = (worker: number, { cores = 2, others = 0 } = {}) => {
    const more = (wallMs: number) => ({ cores, othersMs: others * wallMs });
    return [
      ...repeated("single", [100, 100, 100], more(100)),
      ...repeated("worker", [worker, worker, worker], { width: 4, ...more(worker) }),
    ];
  };
  const verdict = (...its: Parameters<typeof rows>) => pays("worker")(rows(...its));

  it("holds where it was faster than alone, and only there", () => {
    const { ok, says } = verdict(50);
    assert.deepEqual([ok, says], [true, "worker is faster than single: speed-up 2.0."]);
    assert.equal(verdict(150).ok, false);
  });

  it("cannot be told on one core, nor where others keep the cores", () => {
    assert.equal(verdict(50, { cores: 1 }).ok, null);
    assert.match(verdict(50, { cores: 1 }).says, /^Skipped: on one core/);
    const others = Math.max(2, availableParallelism()) - 1;
    assert.equal(verdict(150, { others }).ok, null);
    assert.equal(verdict(300, { others }).ok, false, "they cannot take that much");
    assert.equal(verdict(50, { others }).ok, true);
  });
});
