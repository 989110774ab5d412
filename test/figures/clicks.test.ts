import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clicks } from "#dist/figures/clicks.js";
import { type Beats, clickWait as wait } from "#dist/lab/heartbeat.js";
import { madeUp } from "./rows.js";

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

const clickWait = (beatsMs: Beats["beatsMs"], startMs: number, endMs: number) =>
  wait({ beatsMs, startMs, endMs });

describe("clickWait", () => {
  it("is uniform in a single gap", () => {
    const { median, p99, worst } = clickWait([], 0, 100);
    close(median, 50);
    close(p99, 99);
    close(worst, 100);
  });

  // One gap of 90 and ten of 1: F(1) = (10 + 1) / 100; beyond that F(x) = (10 + x) / 100.
  it("weighs gaps by their length", () => {
    const beats = Array.from({ length: 10 }, (_, i) => i + 1);
    const { median, p99, worst } = clickWait(beats, 0, 100);
    close(median, 40);
    close(p99, 89);
    close(worst, 90);
  });

  it("does not care in which order beats come, nor for those outside", () => {
    assert.deepEqual(clickWait([200, 60, -5, 30], 0, 100), clickWait([30, 60], 0, 100));
  });

  // The histogram of perf_hooks gave a p99 of 12 ms for 0.5 s of freeze within 3.5 s.
  it("sees a freeze of 0.5 s within 3.5 s", () => {
    const beats = Array.from({ length: 601 }, (_, i) => i * 5);
    const { p99, median } = clickWait(beats, 0, 3500);
    close(p99, 465);
    assert.ok(median < 5);
  });

  it("is zero where no time has passed", () => {
    assert.deepEqual(clickWait([], 7, 7), { median: 0, p99: 0, worst: 0 });
  });
});

describe("clicks", () => {
  it("draws median, 99th percentile and worst per way", () => {
    const beatsMs = Array.from({ length: 20 }, (_, i) => 1000 + 5 * i);
    const { data, title, table } = clicks([madeUp(), madeUp({ way: "worker", width: 4, beatsMs })]);
    const waits = data.filter(({ name }) => name === "wait").map(({ x }) => x);
    assert.deepEqual(waits, [
      [50, 99, 100],
      [2.5, 4.95, 5],
    ]);
    assert.equal(title, "99 of 100 clicks wait at most – single: 99 ms; worker × 4: 5.0 ms");
    assert.deepEqual(
      table.map((row) => row["worst (ms)"]),
      [100, 5],
    );
  });

  it("refuses an empty list", () => assert.throws(() => clicks([]), RangeError));
});
