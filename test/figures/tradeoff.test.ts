import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { calls } from "#dist/figures/calls.js";
import { lanes } from "#dist/figures/lanes.js";
import { tradeoff } from "#dist/figures/tradeoff.js";
import { madeUp, repeated } from "./rows.js";

const beats = (everyMs: number) =>
  Array.from({ length: 400 / everyMs - 1 }, (_, i) => 1000 + everyMs * (i + 1));
const loop = madeUp({ job: "plain loop", way: "async", wallMs: 400 });
const inSlices = madeUp({ ...loop, job: "10 slices", beatsMs: beats(40), wallMs: 400, cpuMs: 420 });
const dear = madeUp({ ...loop, job: "99 slices", beatsMs: beats(5), wallMs: 400, cpuMs: 800 });

describe("tradeoff", () => {
  it("sets the longest wait over the CPU time, and names the best that costs little", () => {
    const { data, title, table } = tradeoff([loop, inSlices, dear]);
    const marks = data.filter(({ name }) => name === "median").map(({ x, y }) => [x, y]);
    assert.deepEqual(marks, [[[1], [400]], [[1.05], [40]], [[2], [5]]]); // biome-ignore format: points
    assert.equal(
      title,
      "The shortest wait for at most 1.1 times the CPU time: 40 ms, with 10 slices",
    );
    assert.equal(table[2]!["times the first's CPU time"], 2);
  });

  it("takes the quietest repeat, as another program can only make a gap longer", () => {
    const noisy = { ...inSlices, beatsMs: [1100, 1300] };
    const [row] = tradeoff([noisy, inSlices]).table;
    assert.equal(row!["longest wait (ms)"], 40);
  });

  it("names the steps of a sweep by what differs", () => {
    const { layout } = tradeoff([inSlices, dear]);
    const { annotations } = layout as unknown as { annotations: { text: string }[] };
    assert.deepEqual(annotations.map(({ text }) => text).sort(), ["10", "99"]);
  });

  it("takes one slice and several slices for the same words", () => {
    const { layout } = tradeoff([{ ...dear, job: "1 slice" }, inSlices, dear]);
    const { annotations } = layout as unknown as { annotations: { text: string }[] };
    assert.deepEqual(annotations.map(({ text }) => text).sort(), ["1", "10", "99"]);
  });

  it("refuses an empty list", () => assert.throws(() => tradeoff([]), RangeError));
});

describe("lanes, read for their gaps", () => {
  it("says how long each was without a beat", () => {
    const worker = madeUp({ ...loop, way: "worker", beatsMs: beats(5), wallMs: 400 });
    assert.equal(
      lanes([loop, inSlices, worker], { title: "gaps" }).title,
      "Longest gap of the heartbeat – plain loop (async): 400 ms; 10 slices: 40 ms; " +
        "plain loop (worker): 5.0 ms",
    );
  });
});

describe("calls", () => {
  it("sets the quickest copy's calls over the usual call", () => {
    const quiet = repeated("single", [30, 10, 10], { job: "small" });
    const disturbed = repeated("single", [90, 10, 70], { job: "small" });
    const large = repeated("single", [9, 9, 9], { job: "large" });
    const { data, title } = calls([...disturbed, ...quiet, ...large]);
    assert.deepEqual(data.find(({ name }) => name === "small")?.y, [3, 1, 1]);
    assert.equal(title, "The first call, times the usual call – small: 3.0; large: 1.0");
  });

  it("refuses an empty list", () => assert.throws(() => calls([]), RangeError));
});
