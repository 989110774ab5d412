import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lanes } from "#dist/figures/lanes.js";
import { madeUp, numbersOf, repeated, span, trace } from "./rows.js";

const threads = (count: number, cpuMs: number | null = 50) =>
  Array.from({ length: count }, (_, part) =>
    span({ part, threadId: part + 1, startMs: 1000 + part, endMs: 1090 + part, cpuMs }),
  );

describe("lanes", () => {
  /** How high the filling of each bar is, as a share of the bar. */
  function heights({ data }: ReturnType<typeof lanes>): number[] {
    const [bars, fills] = ["part", "CPU"].map((name) => {
      return data.find((it) => it.name === name)?.width as readonly number[];
    });
    return (fills ?? []).map((high, i) => high / bars![i]!);
  }

  it("draws a bar per part, filled over its length, as high as its share of a core", () => {
    const figure = lanes(madeUp({ way: "worker", width: 2, spans: threads(2, 45) }));
    const { data } = figure;
    assert.deepEqual(trace(data, "part")?.base, [0, 1]);
    assert.deepEqual(trace(data, "part")?.x, [90, 90]);
    assert.deepEqual(trace(data, "CPU")?.x, [90, 90]);
    assert.ok(heights(figure).every((share) => Math.abs(share - 0.5) < 0.01));
    assert.notEqual(trace(data, "part")?.y[0], trace(data, "part")?.y[1]);
  });

  it("never fills more than the part, and says where CPU time is not known", () => {
    const run = madeUp({ spans: threads(1, 500) });
    assert.deepEqual(heights(lanes(run)), [1]);
    const unknown = lanes(madeUp({ spans: threads(1, null) }));
    assert.equal(unknown.table[0]?.["CPU time (ms)"], "not known");
    assert.match(JSON.stringify(unknown.layout), /CPU time is not known here/);
  });

  it("fills the whole bar where a part has noted that it ran, and nothing between", () => {
    const [own] = threads(1);
    const ranMs = [
      [1000, 1020],
      [1060, 1090],
    ] as const;
    const figure = lanes(madeUp({ way: "worker", spans: [{ ...own!, ranMs }] }));
    assert.deepEqual(trace(figure.data, "part")?.x, [90]);
    assert.deepEqual(trace(figure.data, "CPU")?.base, [0, 60]);
    assert.deepEqual(trace(figure.data, "CPU")?.x, [20, 30]);
    assert.match(JSON.stringify(figure.layout), /filled: it ran/);
  });

  it("gives a thread as many rows as it had parts in progress at once", () => {
    const spans = [
      span({ part: 0, startMs: 1000, endMs: 1050 }),
      span({ part: 1, startMs: 1010, endMs: 1060 }),
      span({ part: 2, startMs: 1050, endMs: 1080 }),
    ];
    const { table, data } = lanes(madeUp({ way: "async", spans }));
    assert.deepEqual(
      table.map((row) => row["most in progress"]),
      [2],
    );
    const rows = trace(data, "part")!;
    assert.equal(new Set(rows.y).size, 2, "the third part stands in the row of the first");
  });

  it("shows the ticks of the event loop, and where it could not react", () => {
    const beatsMs = [1005, 1010, 1090, 1095];
    const { data, alt } = lanes(madeUp({ beatsMs }));
    assert.deepEqual(trace(data, "could react")?.x, [5, 10, 90, 95]);
    assert.deepEqual(trace(data, "could not react")?.base, [10]);
    assert.deepEqual(trace(data, "could not react")?.x, [80]);
    assert.match(alt, /event loop was held up for 80 ms at worst/);
  });

  it("draws the repeat in the middle of each way, warm ones only", () => {
    const cold = madeUp({ way: "async", wallMs: 1, warm: false });
    const { table } = lanes([
      ...repeated("single", [300, 100, 200]),
      cold,
      ...repeated("async", [7]),
    ]);
    assert.deepEqual(
      table.map((row) => row["run: wall time (ms)"]),
      [200, 7],
    );
  });

  it("says who keeps how many cores busy", () => {
    const all = [
      madeUp({ busy: 1 }),
      madeUp({ way: "async", width: 4, busy: 0.99 }),
      madeUp({ way: "worker", width: 4, busy: 1.9 }),
    ];
    assert.equal(lanes(all).title, "Cores busy – worker × 4: 1.9; single and async × 4: 1.0");
  });

  it("stays of one size and names what it can with 64 lanes and with 500 parts", () => {
    const wide = lanes(madeUp({ way: "worker", width: 64, spans: threads(64) }));
    const { ticktext, tickvals } = wide.layout.yaxis as { ticktext: string[]; tickvals: number[] };
    assert.ok(wide.layout.height < 1100);
    assert.ok(ticktext.includes("thread 1") && ticktext.includes("event loop"));
    const steps = tickvals.slice(1).map((at, i) => at - tickvals[i]!);
    assert.ok(
      steps.every((step) => step >= 10),
      "names do not stand on each other",
    );
    const crowd = Array.from({ length: 500 }, (_, part) =>
      span({ part, startMs: 1000, endMs: 1100 }),
    );
    assert.ok(lanes(madeUp({ way: "async", width: 500, spans: crowd })).layout.height < 400);
  });

  it("names lanes by what they are", () => {
    const name = (way: string) => lanes(madeUp({ way, spans: threads(1) })).table[0]?.lane;
    const ways = ["single", "worker", "process", "python threads", "python processes"];
    const expected = ["main thread", "thread 1", "process 1", "thread 1", "process 1"];
    assert.deepEqual(ways.map(name), expected);
  });

  it("holds no NaN for a run without spans, beats or time", () => {
    const { data, layout } = lanes(madeUp({ wallMs: 0, cpuMs: 0, spans: [] }));
    for (const number of numbersOf([data, layout])) assert.ok(Number.isFinite(number));
  });

  it("refuses what is no run", () => {
    assert.throws(() => lanes([]), RangeError);
    assert.throws(() => lanes(undefined as never), TypeError);
  });
});
