import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import test from "node:test";
import { bestOf, type Responsiveness, responsiveness } from "#dist/experiments/loop.js";
import { fromFunction } from "#dist/jobs/from-function.js";
import { counting, immediateSlices, plainLoop, promiseSlices } from "#dist/jobs/slices.js";
import type { Run } from "#dist/lab/run.js";
import { costsLittle, staysResponsive, yields } from "#dist/lessons/02-the-event-loop.js";
import type { Claim } from "#dist/lessons/check.js";
import { madeUp } from "../figures/rows.js";

const plain = (wallMs: number, busy = 1) => madeUp({ wallMs, busy, answer: 7 });
/** A run in slices of `sliceMs`. */
const sliced = (wallMs: number, sliceMs: number, more: Partial<Run> = {}) => {
  const beatsMs = Array.from({ length: wallMs / sliceMs - 1 }, (_, i) => 1000 + sliceMs * (i + 1));
  return madeUp({ wallMs, beatsMs, answer: 7, ...more });
};
const verdict = (claim: Claim<Responsiveness>, it: Responsiveness) => claim(it).ok;

test("the best round counts: a busy machine can only spoil one", () => {
  const it = bestOf([sliced(900, 90), sliced(410, 20.5)], [plain(400), plain(420)], 20);
  assert.deepEqual(
    [it.sameAnswer, it.worstGapMs, it.sliceMs, it.timesAsLong],
    [true, 20.5, 20.5, 1.025],
  );
  assert.deepEqual([verdict(yields(), it), verdict(costsLittle(), it)], [true, true]);
});

test("a gap over three slices, a loss over a tenth, another answer are seen", () => {
  const frozen = bestOf([madeUp({ wallMs: 400, answer: 7 })], [plain(400)], 100);
  assert.match(
    yields()(frozen).says,
    /^Longest gap 400 ms, wanted at most 30 ms \(three slices\)\. Does/,
  );
  const slow = bestOf([sliced(600, 20)], [plain(400)], 30);
  assert.match(
    costsLittle()(slow).says,
    /^1\.50 times as long, wanted at most 1\.10\. Yield less often/,
  );
  const wrong = bestOf([sliced(400, 20, { answer: 8 })], [plain(400)], 20);
  assert.equal(wrong.sameAnswer, false);
});

test("a failure is not judged if other programs kept the core", () => {
  const crowded = { ...plain(400, 0.5), cores: 1, othersMs: 400 * availableParallelism() };
  const near = bestOf([sliced(480, 20)], [crowded], 24);
  assert.equal(verdict(costsLittle(), near), null);
  assert.match(costsLittle()(near).says, /^Not judged: other programs used \d+\.\d cores/);
  const alone = bestOf([sliced(480, 20)], [plain(400, 0.5)], 24);
  assert.equal(verdict(costsLittle(), alone), false);
});

test("a heart that stopped for a third of the run is told for how long", () => {
  assert.equal(staysResponsive()(sliced(400, 20)).ok, true);
  assert.match(staysResponsive()(plain(400)).says, /was blocked for 400 ms of 400 ms at a stretch/);
  assert.match(staysResponsive()(7).says, /Your function returned no run/);
});

test("real slices are told from real promises", async () => {
  const input = { upTo: 800_000, slices: 25 };
  const loop = counting(plainLoop, input);
  const good = await responsiveness(counting(immediateSlices, input), loop, input.slices);
  assert.equal(good.sameAnswer, true);
  assert.notEqual(verdict(yields(), good), false);
  const bad = await responsiveness(counting(promiseSlices, input), loop, input.slices);
  assert.equal(verdict(yields(), bad), false);
});

test("an attempt that throws says so", async () => {
  const broken = fromFunction(() => JSON.parse("{"), { parts: [null] });
  await assert.rejects(responsiveness(broken, broken, 20), /Part 0 .* failed/);
});
