import assert from "node:assert/strict";
import { test } from "node:test";
import type { Span } from "#dist/lab/job.js";
import { coresBusy, inProgress, median, mostInProgress, type Run, wallMs } from "#dist/lab/run.js";

const span = (startMs: number, endMs: number): Span => ({
  part: 0,
  pid: 1,
  threadId: 0,
  startMs,
  endMs,
  cpuMs: endMs - startMs,
});

const row = (spans: Span[], cpuMs: number): Run => ({
  job: "made up",
  size: 1,
  parts: spans.length,
  way: "worker",
  width: 2,
  round: 0,
  warm: false,
  startUpMs: 30,
  startMs: 1000,
  endMs: 1100,
  cpuMs,
  othersMs: null,
  cores: 2,
  spans,
  beatsMs: [],
  answer: null,
});

test("tells the three measures of a made-up run", () => {
  const run = row([span(1000, 1090), span(1010, 1100)], 190);
  assert.equal(wallMs(run), 100);
  assert.equal(inProgress(run), 1.8);
  assert.equal(coresBusy(run), 1.9);
});

test("tells overlap from parallelism: four threads under a lock overlap on one busy core", () => {
  const run = row(Array(4).fill(span(1000, 1100)), 100);
  assert.equal(inProgress(run), 4);
  assert.equal(coresBusy(run), 1);
});

test("counts how many spans were in progress at once at the most", () => {
  assert.equal(mostInProgress([]), 0);
  assert.equal(mostInProgress([span(0, 10)]), 1);
  assert.equal(mostInProgress([span(0, 10), span(10, 20)]), 1, "one ends as the next starts");
  assert.equal(mostInProgress([span(0, 10), span(9, 20)]), 2);
  assert.equal(mostInProgress([span(0, 30), span(5, 10), span(12, 20), span(15, 16)]), 3);
});

test("takes the middle value, whatever the order", () => {
  assert.equal(median([3]), 3);
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([10, 9, 100]), 10, "sorted as numbers, not as text");
  const sample = [2, 1];
  median(sample);
  assert.deepEqual(sample, [2, 1], "the sample stays as it was");
  assert.throws(() => median([]), {
    name: "RangeError",
    message: "Cannot take the median as the sample is empty",
  });
});
