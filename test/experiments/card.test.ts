import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { latencyCard, type Price } from "#dist/experiments/card/card.js";
import { inBatches, oneByOne } from "#dist/experiments/card/sample.js";
import { card } from "#dist/figures/card.js";
import { trace } from "../figures/rows.js";

describe("the latency card", () => {
  it("knows more than a dozen prices, from a loop's step to a process, and tells its progress", async () => {
    const seen: number[] = [];
    const prices = await latencyCard({ budgetMs: 150, onProgress: (done) => seen.push(done) });
    assert.equal(prices.length, 15);
    assert.deepEqual(
      seen,
      prices.map((_, i) => i + 1),
    );
    for (const { what, ns, lowNs, highNs, samples } of prices) {
      assert.ok(lowNs > 0 && lowNs <= ns && ns <= highNs && samples >= 5, what);
    }
    const of = (name: string) => prices.find(({ what }) => what === name)!.ns;
    // Far enough apart for every machine, however busy.
    assert.ok(1000 * of("one step of a loop") < of("start a process"));
    assert.ok(of("await a fulfilled promise") < of("start a worker"));
  });

  it("ends when it is stopped", async () => {
    await assert.rejects(latencyCard({ signal: AbortSignal.timeout(50) }), /TimeoutError|timeout/i);
  });

  it("does not run beside another measurement: both would be wrong", async () => {
    const first = latencyCard({ budgetMs: 15 });
    await assert.rejects(latencyCard(), /Cannot run 'the card' while 'the card' is running/);
    await first;
  });

  it("refuses a budget of no use", async () => {
    await assert.rejects(latencyCard({ budgetMs: 0 }), RangeError);
  });
});

describe("samples", () => {
  it("does what is short many times in a batch", async () => {
    const batches: number[] = [];
    const sample = inBatches((times) => {
      batches.push(times);
      return times < 8 ? undefined : new Promise((resolve) => setTimeout(resolve, 5));
    });
    const samples = await sample(20);
    assert.equal(batches.at(-1), 8);
    assert.ok(samples.length >= 5);
  });

  it("puts things in order after each, and does not count the first two", async () => {
    let [done, cleared] = [0, 0];
    const sample = oneByOne(
      () => done++,
      () => cleared++,
    );
    const samples = await sample(0);
    assert.deepEqual([done, cleared, samples.length], [7, 7, 5]);
  });
});

const price = (what: string, ns: number): Price => ({
  ...{ what, ns, kind: "compute", samples: 9 },
  lowNs: 0.9 * ns,
  highNs: 2 * ns,
});

describe("plot.card", () => {
  const { title, data, table, alt } = card([
    price("start a process", 77e6),
    price("one step of a loop", 2.34),
  ]);

  it("puts the cheapest at the top, and says how far the ends lie apart", () => {
    assert.equal(
      title,
      "From 2.3 ns (one step of a loop) to 77 ms (start a process): 30,000,000 times as long",
    );
    assert.deepEqual(trace(data, "price")?.x, [2.34, 77e6]);
    assert.deepEqual(
      table.map(({ what }) => what),
      ["one step of a loop", "start a process"],
    );
    assert.match(alt, /start a process: 77 ms\.$/);
  });

  it("refuses to draw nothing", () => {
    assert.throws(() => card([]), RangeError);
  });
});
