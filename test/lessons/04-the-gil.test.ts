import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import test from "node:test";
import type { Run } from "#dist/lab/run.js";
import { rightCores, rightWay } from "#dist/lessons/04-the-gil.js";

/** A made-up warm run of a way: its wall time, and how many cores were busy. */
function row(way: string, wallMs: number, busy: number, width = 4): Run {
  const what = {
    job: "j",
    size: 1,
    parts: 4,
    answer: 0,
    spans: [],
    beatsMs: [],
    othersMs: null,
    cores: 4,
  };
  const when = { round: 0, warm: true, startUpMs: 5, startMs: 0, endMs: wallMs };
  return { ...what, ...when, way, width, cpuMs: wallMs * busy };
}

const computes = [row("single", 400, 1, 1), row("worker", 110, 3.7), row("process", 120, 3.6)];
const waits = [row("single", 400, 0.05, 1), row("worker", 100, 0.2), row("process", 104, 0.2)];
const oneCore = [row("single", 400, 1, 1), row("worker", 404, 1), row("process", 410, 1)];
const seen = Math.max(4, availableParallelism());
const disturbed = [
  row("single", 400, 0.5, 1),
  row("worker", 300, 0.5),
  row("process", 150, 0.9),
].map((it) => ({ ...it, othersMs: (seen - 0.5) * it.endMs }));

const way = (name: string, runs: readonly Run[] | null, coresBusy = 1) =>
  rightWay("it")({ it: { choice: { way: name, coresBusy }, runs } });
const cores = (coresBusy: number, runs: readonly Run[] | null, name = "worker") =>
  rightCores("it")({ it: { choice: { way: name, coresBusy }, runs } });

test("a way is right where none is clearly faster", () => {
  assert.equal(way("worker", computes).ok, true);
  assert.equal(way("process", computes).ok, true);
  assert.match(way("worker", waits).says, /^it: nothing is faster than 'worker' \(start-up: wor/);
  const { ok, says } = way("single", computes);
  assert.equal(ok, false);
  assert.match(says, /^it: 'worker' took 110 ms and 'single' 400 ms\. Does it wait/);
});

test("a name that is no way is told which there are", () => {
  assert.match(
    way("threads", computes).says,
    /'threads' was not measured: choose single, worker or process\.$/,
  );
});

test("none, one or several cores: only the kind counts", () => {
  assert.equal(cores(2, computes).ok, true);
  assert.equal(cores(0, waits).ok, true);
  assert.equal(cores(1, oneCore).ok, true);
  assert.match(
    cores(4, waits).says,
    /you said 4 cores busy, it was 0\.2: .* every part was waiting\.$/,
  );
  assert.match(cores(0, computes).says, /several parts computed at the same instant\.$/);
  assert.match(cores(4, oneCore).says, /never did two parts compute at the same instant\.$/);
});

test("what cannot be told is not held against anybody", () => {
  assert.equal(way("single", oneCore).ok, null);
  assert.equal(way("worker", null).ok, null);
  assert.equal(cores(0, null).ok, null);
  assert.equal(way("worker", disturbed).ok, null);
  assert.match(cores(4, disturbed).says, /Not judged: other programs used \d+\.\d cores\./);
});

test("a choice that is none says what one looks like", () => {
  for (const choice of [undefined, {}, { way: 3, coresBusy: 1 }, { way: "worker" }]) {
    const { ok, says } = rightWay("it")({ it: { choice: choice as never, runs: computes } });
    assert.equal(ok, false);
    assert.match(says, /a choice is an object such as/);
  }
});

test("a name that is no way and a number that is none are told so by both", () => {
  for (const cores of [0, 2]) {
    const { ok, says } = rightCores("it")({
      it: { choice: { way: "workers", coresBusy: cores }, runs: computes },
    });
    assert.equal(ok, false);
    assert.equal(says, "it: 'workers' was not measured: choose single, worker or process.");
  }
  for (const cores of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    assert.match(saysOf(cores), /a choice is an object such as/);
  }
  assert.match(saysOf(1), /you said 1 core busy/);
  assert.match(saysOf(1.5), /you said 1\.5 cores busy/);
});

const saysOf = (coresBusy: number) => cores(coresBusy, computes).says;

test("what other programs left too little for is not held against anybody", () => {
  const beside = (row: Run, others: number) => ({ ...row, othersMs: others * row.endMs });
  const halved = [row("single", 400, 1, 1), row("worker", 380, 1.1)].map((it) =>
    beside(it, seen - 1),
  );
  assert.equal(cores(2, halved).ok, null, "one core was left");
  assert.equal(cores(0, halved).ok, false, "that none is busy needs no core");
  const starved = [row("single", 4000, 0.1, 1), row("worker", 3800, 0.2)].map((it) =>
    beside(it, seen - 0.2),
  );
  assert.match(
    cores(2, starved).says,
    /other programs used \d+\.\d cores\. Close them and run this cell again\.$/,
  );
});
