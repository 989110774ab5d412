import assert from "node:assert/strict";
import test, { describe, it } from "node:test";
import {
  asyncFunction,
  counting,
  immediateSlices,
  plainLoop,
  promiseSlices,
} from "#dist/jobs/slices.js";
import {
  type Beats,
  blockedShare,
  reactionOf,
  clickWait as wait,
  worstGapMs,
} from "#dist/lab/heartbeat.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";
import { picture } from "#dist/lessons/pictures.js";
import { score } from "#dist/lessons/scores.js";
import { madeUp } from "../figures/rows.js";

/** Beats every `everyMs` of a run from 1000 to 1400 ms. */
const beating = (everyMs: number) => {
  const count = Math.ceil(400 / everyMs) - 1;
  const beatsMs = Array.from({ length: count }, (_, i) => 1000 + everyMs * (i + 1));
  return madeUp({ wallMs: 400, beatsMs });
};
const blocked = madeUp({ wallMs: 400 });

test("gaps of the heartbeat are read as blocked, in slices or responsive", () => {
  assert.equal(worstGapMs(blocked), 400);
  assert.equal(worstGapMs(beating(40)), 40);
  assert.deepEqual([blocked, beating(40), beating(5)].map(blockedShare), [1, 1, 0]);
  assert.deepEqual([blocked, beating(40), beating(5)].map(reactionOf), [
    "blocked",
    "in slices",
    "responsive",
  ]);
});

test("another program's turns do not make a responsive loop look blocked", () => {
  const beatsMs = beating(5).beatsMs.filter((at) => at < 1100 || at > 1160);
  assert.equal(reactionOf(madeUp({ wallMs: 400, beatsMs })), "responsive");
});

test("exactly one of the loop's pictures holds, and a wrong one hears the gap", () => {
  const pictures = { A: picture.blocked, B: picture.inSlices, C: picture.responsive };
  for (const [letter, it] of [
    ["A", blocked],
    ["B", beating(40)],
    ["C", beating(5)],
  ] as const) {
    const holding = Object.entries(pictures).filter(([, drawn]) => drawn.holds(it));
    assert.deepEqual(holding.map(([name]) => name).join(), letter);
  }
  assert.equal(
    score("B", blocked, pictures),
    "You said B (blocked, with short breaks: it reacts between two slices). But the event loop was " +
      "blocked for 400 of 400 ms at a stretch: it was A.",
  );
});

test("an order of letters is scored", () => {
  assert.equal(score("c, b a", "CBA"), "You said CBA. Correct.");
  assert.equal(score("abc", "CBA"), "You said ABC, but it was CBA.");
  assert.match(score("", "CBA"), /^No prediction yet/);
  assert.match(score(undefined as never, "CBA"), /^No prediction yet/);
});

test("promises between slices let no heart beat, setImmediate does, a worker needs none", async () => {
  const input = { upTo: 1_200_000, slices: 12 };
  const reaction = async (version: typeof plainLoop, where = way.async()) =>
    reactionOf(await run(counting(version, input), where));
  assert.equal(await reaction(plainLoop), "blocked");
  assert.equal(await reaction(asyncFunction as never), "blocked");
  assert.equal(await reaction(promiseSlices as never), "blocked");
  assert.notEqual(await reaction(immediateSlices as never), "blocked");
  assert.notEqual(await reaction(plainLoop, way.worker(1)), "blocked");
});

test("every version counts the same primes, however many slices", async () => {
  for (const version of [plainLoop, asyncFunction, promiseSlices, immediateSlices]) {
    for (const slices of [1, 7, 1000]) {
      assert.equal(await version({ upTo: 1000, slices }), 168, `${version.name} in ${slices}`);
    }
  }
});

test("a job is made of one of the versions only", () => {
  const input = { upTo: 1000, slices: 7 };
  assert.equal(counting(promiseSlices, input).label, "7 promise slices");
  assert.equal(counting(plainLoop, input).label, "plain loop");
  assert.throws(() => counting(() => 1, input), /must be plainLoop.*use fromFunction for your own/);
  assert.throws(
    () => counting(plainLoop, { upTo: 0, slices: 1 }),
    /'upTo' must be an integer >= 1/,
  );
  assert.throws(() => counting(plainLoop, { upTo: 5, slices: 6 }), /'slices'.* from 1 to 5/);
});

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
