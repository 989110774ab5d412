import assert from "node:assert/strict";
import { readFile } from "node:fs";
import { describe, it } from "node:test";
import { type MarkHere, order } from "#dist/experiments/order.js";
import { root } from "../tools/context.js";

/** The only order that came out: label, caller and iteration of each mark. */
async function only(fn: (mark: MarkHere) => unknown): Promise<string[]> {
  const orders = await order(fn);
  assert.equal(orders.length, 1, JSON.stringify(orders));
  assert.equal(orders[0]!.runs, 20);
  return orders[0]!.marks.map(({ label, by, iteration }) => `${label} ${by} ${iteration}`);
}

const immediate = () => new Promise((resolve) => setImmediate(resolve));

describe("order", () => {
  it("tells synchronous code, microtasks and timers apart", async () => {
    const marks = await only((mark) => {
      setTimeout(() => mark("A"));
      (async () => {
        await null;
        mark("B");
      })();
      process.nextTick(() => mark("C"));
      queueMicrotask(() => mark("D"));
      mark("E");
    });
    const inCall = ["E synchronous 0", "C nextTick 0", "B promise 0", "D promise 0"];
    assert.deepEqual(marks, [...inCall, "A timer 1"]);
  });

  it("puts what stands after an await into the iteration of what fulfilled the promise", async () => {
    const marks = await only(async (mark) => {
      mark("A");
      await immediate();
      mark("B");
      await null;
      mark("C");
      await immediate();
      mark("D");
    });
    assert.deepEqual(marks, ["A synchronous 0", "B promise 1", "C promise 1", "D promise 2"]);
  });

  it("runs the microtasks of one timer before the next timer", async () => {
    const marks = await only((mark) => {
      setTimeout(() => {
        mark("A");
        Promise.resolve().then(() => mark("B"));
      });
      setTimeout(() => mark("C"));
    });
    assert.deepEqual(marks, ["A timer 1", "B promise 1", "C timer 1"]);
  });

  it("shows a timer and an immediate as a coin toss", async () => {
    const toss = (mark: MarkHere) => {
      setTimeout(() => mark("A"));
      setImmediate(() => mark("B"));
    };
    let orders = await order(toss);
    // Rarely, all tosses of twenty come out the same.
    for (let more = 0; orders.length < 2 && more < 9; more++) orders = await order(toss);
    const seen = orders.map(({ marks }) => marks.map(({ label }) => label).join(""));
    assert.deepEqual(seen.sort(), ["AB", "BA"]);
    assert.equal(orders[0]!.runs + orders[1]!.runs, 20);
    assert.ok(orders[0]!.runs >= orders[1]!.runs, "the most frequent one first");
  });

  it("shows that after a file's message the immediate is always first", async () => {
    const marks = await only((mark) => {
      readFile(root, () => {
        mark("file");
        setTimeout(() => mark("A"));
        setImmediate(() => mark("B"));
      });
    });
    assert.deepEqual(marks, ["file other 1", "B immediate 1", "A timer 2"]);
  });

  it("is not confused by timers of others", async () => {
    const others = setInterval(() => Promise.resolve().then(() => {}), 1);
    try {
      const marks = await only((mark) => {
        setTimeout(() => setTimeout(() => mark("B")));
        Promise.resolve().then(() => mark("A"));
      });
      assert.deepEqual(marks, ["A promise 0", "B timer 1"]);
    } finally {
      clearInterval(others);
    }
  });

  it("says what is wrong", async () => {
    await assert.rejects(
      order(7 as never),
      /TypeError: Cannot note the order as it must be a func/,
    );
    await assert.rejects(
      order(() => {}),
      /must call mark\('A'\)/,
    );
    await assert.rejects(
      order((mark) => mark(7 as never)),
      /a mark must be a text/,
    );
    const fails = () => Promise.reject(new Error("mine"));
    await assert.rejects(order(fails), /mine/);
    await assert.rejects(
      order(() => new Promise(() => {})),
      /does a promise stay pending/,
    );
  });
});
