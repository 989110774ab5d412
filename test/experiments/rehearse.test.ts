import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rehearse } from "#dist/experiments/rehearse.js";
import { lanes as drawn } from "#dist/figures/lanes.js";
import { coresBusy, inProgress, mostInProgress, wallMs } from "#dist/lab/run.js";
import { inOrder, type Schedule } from "#dist/lab/schedule.js";

/** The same numbers in every run: xorshift, from 0 to 1. */
function random(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

const oneByOne: Schedule = async (starts) => {
  const values: unknown[] = [];
  for (const start of starts) values.push(await start());
  return values;
};

/** Each lane has its own stretch of the list, and nobody helps. */
const dealt: Schedule = async (starts, limit) => {
  const values: unknown[] = [];
  const laneOf = (part: number) => Math.floor((part * limit) / starts.length);
  const lane = async (own: number) => {
    for (const [part, start] of starts.entries()) {
      if (laneOf(part) === own) values[part] = await start();
    }
  };
  await Promise.all(Array.from({ length: limit }, (_, own) => lane(own)));
  return values;
};

const everything: Schedule = (starts) => Promise.all(starts.map((start) => start()));

describe("rehearse", () => {
  it("is exact: what takes 1, 2, 3 and 4 ms ends on two lanes after 6 ms", async () => {
    const run = await rehearse(inOrder, [1, 2, 3, 4], 2);
    assert.equal(wallMs(run), 6);
    assert.deepEqual(run.answer, [0, 1, 2, 3]);
    const places = run.spans.map(({ part, threadId, startMs, endMs }) => [
      part,
      threadId,
      startMs,
      endMs,
    ]);
    assert.deepEqual(places, [
      [0, 1, 0, 1],
      [1, 2, 0, 2],
      [2, 1, 1, 4],
      [3, 2, 2, 6],
    ]);
    assert.equal(coresBusy(run), 10 / 6);
    assert.equal(inProgress(run), 10 / 6);
  });

  it("keeps Graham's bound for whatever starts a part when a lane is free", async () => {
    const next = random(7);
    for (let round = 0; round < 40; round++) {
      const durations = Array.from({ length: 1 + Math.floor(60 * next()) }, () => 50 * next() ** 4);
      const sum = durations.reduce((a, b) => a + b, 0);
      const longest = Math.max(...durations);
      for (const lanes of [1, 2, 3, 8, 16]) {
        const least = Math.max(longest, sum / lanes);
        const most = sum / lanes + (1 - 1 / lanes) * longest;
        for (const schedule of [inOrder, everything]) {
          const run = await rehearse(schedule, durations, lanes);
          const says = `${schedule.name}: ${wallMs(run)} on ${lanes} lanes, ${least} to ${most}`;
          assert.ok(wallMs(run) > least - 1e-6 && wallMs(run) < most + 1e-6, says);
          assert.ok(mostInProgress(run.spans) <= lanes);
        }
      }
    }
  });

  it("tells a schedule in which lanes stay empty from one in which they do not", async () => {
    const growing = Array.from({ length: 64 }, (_, part) => Math.sqrt(part + 1));
    const sum = growing.reduce((a, b) => a + b, 0);
    const bound = sum / 4 + (1 - 1 / 4) * 8;
    assert.ok(wallMs(await rehearse(inOrder, growing, 4)) <= bound);
    assert.ok(wallMs(await rehearse(dealt, growing, 4)) > 1.1 * bound);
    assert.ok(Math.abs(wallMs(await rehearse(oneByOne, growing, 4)) - sum) < 1e-6);
  });

  it("gives a row that lanes can be drawn of, named as a model", async () => {
    const run = await rehearse(dealt, [10, 20, 30], 3);
    const { title, table } = drawn(run);
    assert.match(title, /model × 3/);
    assert.deepEqual(
      table.map(({ lane }) => lane),
      ["lane 1", "lane 2", "lane 3"],
    );
    assert.equal(run.job, "dealt");
  });

  it("lasts no time for parts of no time, and long for long ones", async () => {
    assert.equal(wallMs(await rehearse(inOrder, [0, 0], 1)), 0);
    const long = await rehearse(inOrder, [1e9, 1e9], 1);
    assert.equal(wallMs(long), 2e9);
    assert.ok(long.beatsMs.length <= 1e5);
  });

  it("hands on what a schedule throws", async () => {
    const failing: Schedule = async ([first]) => {
      await first!();
      throw new Error("no more");
    };
    await assert.rejects(rehearse(failing, [1, 2], 1), /^Error: no more$/);
  });

  it("refuses a schedule that waits for a timer, forgets parts, or starts one twice", async () => {
    const napping: Schedule = async (starts) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return oneByOne(starts, 1);
    };
    await assert.rejects(rehearse(napping, [1], 1), /waits for something else than a part: 0 of 1/);
    const forgetful: Schedule = async (starts) => starts.map((_, part) => part);
    await assert.rejects(rehearse(forgetful, [1, 2], 1), /every part has ended: 0 of 2/);
    const short: Schedule = async ([first]) => [await first!()];
    await assert.rejects(
      rehearse(short, [1, 2], 1),
      /one value per part \(2\).*current value is \[ 0 \]/,
    );
    const twice: Schedule = async ([first]) => [await first!(), await first!()];
    await assert.rejects(rehearse(twice, [1, 2], 1), /starts part 0 twice/);
  });

  it("refuses arguments of no use, before anything starts", async () => {
    await assert.rejects(rehearse(undefined as never, [1], 1), TypeError);
    await assert.rejects(rehearse(inOrder, [], 1), RangeError);
    await assert.rejects(rehearse(inOrder, [-1], 1), RangeError);
    await assert.rejects(rehearse(inOrder, ["1"] as never, 1), TypeError);
    await assert.rejects(rehearse(inOrder, [1], 0), /'lanes' must be an integer from 1 to 10000/);
  });
});
