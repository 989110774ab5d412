import assert from "node:assert/strict";
import test from "node:test";
import type { Run } from "#dist/lab/run.js";
import { causeOf, gainsNothing, rightCause } from "#dist/lessons/01-four-ways.js";
import { picture } from "#dist/lessons/pictures.js";
import { score } from "#dist/lessons/scores.js";

/** A made-up run: `spans` as [threadId, from, to], everything else as told. */
function row(way: string, wallMs: number, more: Partial<Run> = {}, spans: number[][] = []): Run {
  const made = spans.map(([threadId = 0, startMs = 0, endMs = 0], part) => {
    return { part, pid: 1, threadId, startMs, endMs, cpuMs: endMs - startMs };
  });
  const rest = { job: "j", size: 1, parts: spans.length, width: 4, round: 0, startUpMs: 0 };
  const times = {
    startMs: 0,
    endMs: wallMs,
    cpuMs: wallMs,
    othersMs: null,
    cores: 2,
    beatsMs: [],
    answer: 0,
  };
  return { ...rest, ...times, way, warm: true, spans: made, ...more };
}

const scoreFactors = (guess: object, runs: readonly Run[]) => score({ ...guess }, runs).split("\n");

const measured = [row("single", 400), row("async", 400), row("worker", 200), row("process", 210)];

test("a factor is right, or off by so much", () => {
  assert.deepEqual(scoreFactors({ async: 1, worker: 4, process: 1 }, measured), [
    "async: you said 1, it was 1: right.",
    "worker: you said 4, it was 2: twice too high.",
    "process: you said 1, it was 1.9: twice too low.",
  ]);
  assert.match(scoreFactors({ worker: 12 }, measured)[0]!, /6 times too high/);
});

test("an empty, forgotten or absurd guess gets a kind sentence", () => {
  const none = /^No prediction yet\. Write one above/;
  for (const guess of [{}, { async: undefined }, undefined, null]) {
    assert.match(score(guess as never, measured), none);
  }
  for (const factor of [-1, 0, Number.NaN, Number.POSITIVE_INFINITY, "four"]) {
    const [told] = scoreFactors({ worker: factor as number }, measured);
    assert.match(told!, /^worker: a prediction is a number above 0/);
  }
  assert.deepEqual(scoreFactors({ magic: 2 }, measured), ["magic: no such way was measured."]);
});

test("a way may be called by its name or, as figures call it, by its label", () => {
  const rows = [
    row("single", 400, { width: 1 }),
    row("worker", 200),
    row("worker", 100, { width: 8 }),
  ];
  assert.deepEqual(scoreFactors({ "worker × 8": 4, "worker × 4": 4, "worker × 2": 2 }, rows), [
    "worker × 8: you said 4, it was 4: right.",
    "worker × 4: you said 4, it was 2: twice too high.",
    "worker × 2: no such way was measured.",
  ]);
});

test("only warm rows are scored, by their median", () => {
  const rows = [row("single", 100), row("worker", 900, { warm: false })];
  rows.push(row("worker", 50), row("worker", 40), row("worker", 500));
  assert.match(scoreFactors({ worker: 2 }, rows)[0]!, /it was 2: right/);
});

const pictures = { A: picture.sideBySide, B: picture.endToEnd, C: picture.timeSliced };
const endToEnd = row("async", 40, {}, [[0, 0, 20], [0, 20, 40]]); // biome-ignore format: one line reads as lanes
const parallel = row("worker", 20, { cpuMs: 40 }, [[1, 0, 20], [2, 0, 20]]); // biome-ignore format: lanes
const sliced = row("threads", 40, { cpuMs: 40 }, [[1, 0, 40], [2, 0, 40]]); // biome-ignore format: lanes

test("exactly one of the three pictures holds for a run", () => {
  for (const [run, right] of [
    [parallel, "A"],
    [endToEnd, "B"],
    [sliced, "C"],
  ] as const) {
    // biome-ignore format: table
    const holding = Object.entries(pictures).filter(([, it]) => it.holds(run));
    assert.deepEqual(holding.map(([letter]) => letter), [right]); // biome-ignore format: short
    assert.match(score(right, run, pictures), /^You said .\. Correct: .*\.$/);
  }
});

test("a wrong picture is told what it stands for and what speaks against it", () => {
  assert.equal(
    score("A", endToEnd, pictures),
    "You said A (all at once: all parts run at the same instant). But only one part was in " +
      "progress at any time, and 1.0 cores were busy: it was B.",
  );
  assert.match(
    score("a ", sliced, pictures),
    /But the parts overlapped while 1\.0 cores were busy, so they took turns/,
  );
  assert.match(score("B", sliced, pictures), /2 parts were in progress at once: it was C/);
  assert.match(score("C", parallel, pictures), /2.0 cores were busy.*it was A/);
});

test("no picture, or none of these, gets a kind sentence", () => {
  assert.match(score("", sliced, pictures), /No prediction yet\. Write A, B or C above/);
  assert.match(score(undefined as never, sliced, pictures), /No prediction yet/);
  assert.match(score("Q", sliced, pictures), /'Q' is none of the sketches/);
});

test("the cause why workers gain nothing is read off the rows", () => {
  const two = [[1, 0, 5], [2, 0, 5]]; // biome-ignore format: lanes
  const cold = (wallMs: number, startUpMs: number, spans = two) =>
    row("worker", wallMs, { warm: false, startUpMs }, spans);
  const cause = (...runs: Run[]) => causeOf(runs).cause;
  assert.equal(cause(row("single", 9), row("async", 9), cold(5, 60)), "too small");
  assert.equal(cause(row("single", 400), row("async", 400), cold(210, 60)), "it gains");
  const idle = { cpuMs: 4 };
  assert.equal(cause(row("single", 160), row("async", 40, idle), cold(40, 60)), "waits");
  assert.equal(
    cause(row("single", 400), row("async", 400), cold(400, 60, [[1, 0, 400]])),
    "cannot be divided",
  );
  assert.throws(() => causeOf([row("single", 9)]), /must hold the way 'async'/);
  const quota = { cores: 0.5, cpuMs: 180 };
  assert.equal(
    cause(row("single", 400, quota), row("async", 400, quota), cold(410, 60)),
    "too small",
    "half a core by quota, and all of it used",
  );
  const long = causeOf([row("single", 150), row("async", 150), cold(150, 60)]);
  assert.equal(long.because, "150 ms of work, and 210 ms with the workers' start");
});

test("the right cause is told, and not where cores are missing", () => {
  const verdict = (cause: string, more: Partial<Run> = {}) => {
    const all = { cpuMs: 4, ...more };
    const workers = row("worker", 40, { ...all, warm: false, startUpMs: 60 });
    return rightCause()({ cause, runs: [row("single", 160, all), row("async", 40, all), workers] });
  };
  assert.deepEqual(verdict("waits"), { ok: true, says: "The measured cause agrees." });
  assert.deepEqual(verdict("too small"), {
    ok: false,
    says: "You said 'too small'; we measured 'waits': 0.1 cores were busy, the rest of the time it waited.",
    timed: true,
  });
  assert.match(verdict("too small", { othersMs: 1000 }).says, /^Not judged: other programs used/);
  assert.equal(verdict("too small", { cores: 1 }).ok, null);
});

test("a job gains nothing if workers are at most a tenth faster", () => {
  const runs = (worker: number) => [
    row("single", 400),
    row("async", 400),
    row("worker", worker, { warm: false, startUpMs: 60 }),
  ];
  assert.equal(gainsNothing()({ cause: "", runs: runs(390) }).ok, true);
  const { ok, says } = gainsNothing()({ cause: "", runs: runs(140) });
  assert.deepEqual(
    [ok, says],
    [false, "It does gain: speed-up 2.0 with workers, wanted at most 1.1."],
  );
});

test("a guess that is no object is told what one looks like", () => {
  for (const guess of [2, "4", true]) {
    const says = "Write one number for each way, for example { worker: 2 }.";
    assert.equal(score(guess as never, []), says);
  }
});
