import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cost } from "#dist/figures/cost.js";
import { curve } from "#dist/figures/curve.js";
import type { Figure } from "#dist/figures/figure.js";
import { lanes } from "#dist/figures/lanes.js";
import { sketches } from "#dist/figures/sketch.js";
import { timings } from "#dist/figures/timings.js";
import type { Run } from "#dist/lab/run.js";
import { cases, ofRuns } from "./cases.js";
import { madeUp, numbersOf, repeated, span, trace } from "./rows.js";

const single = repeated("single", [100, 102, 101]);
const worker = repeated("worker", [50, 52, 51], { width: 4 });
const rangeOf = ({ layout }: Figure, axis: "xaxis" | "yaxis") =>
  (layout[axis] as { range: [number, number] }).range;

describe("every figure of runs", () => {
  for (const [name, draw] of Object.entries(ofRuns)) {
    it(`${name}: refuses what is no list of runs`, () => {
      assert.throws(() => draw([]), /RangeError: Cannot draw .* as 'runs' must hold a run or more/);
      for (const wrong of [{}, [undefined], undefined]) {
        assert.throws(() => draw(wrong as never), TypeError);
      }
    });

    it(`${name}: holds no NaN for runs of no time, spans or beats`, () => {
      const none = madeUp({ wallMs: 0, busy: 0, spans: [] });
      const figure = draw([none, madeUp({ way: "worker", width: 64, wallMs: 0 })]);
      assert.ok(numbersOf(figure).every(Number.isFinite));
    });

    it(`${name}: lets a job's name be no markup`, () => {
      const named = ["<img onerror=alert(1)>", "<b>"].map((job) => madeUp({ job }));
      const { data, layout } = draw(named);
      assert.doesNotMatch(JSON.stringify([data, layout]), /<img/);
    });

    it(`${name}: has a sentence of its own for each row`, () => {
      const runs = [4, 16].flatMap((parts) =>
        ["single", "worker"].flatMap((way) => repeated(way, [100, 120], { parts })),
      );
      const sentences = draw(runs).alt.split(/(?<=[a-z]\.) /);
      assert.equal(new Set(sentences).size, sentences.length, draw(runs).alt);
    });
  }
});

describe("timings, with words above their bars", () => {
  it("draw no line through them", () => {
    const { layout } = timings([...single, ...worker]);
    const { showgrid, zeroline } = layout.xaxis as Record<string, unknown>;
    assert.deepEqual([showgrid, zeroline], [false, false]);
    const words = (layout.annotations as { y: number }[]).map(({ y }) => y);
    const lines = layout.shapes as { y0: number; y1: number }[];
    assert.ok(words.length === 2 && lines.length === 2);
    for (const { y0, y1 } of lines) assert.ok(words.every((y) => y < y0 || y > y1));
  });
});

describe("lanes", () => {
  const threads = (count: number) =>
    Array.from({ length: count }, (_, part) => span({ part, threadId: part + 1 }));

  it("draws the repeat in the middle of each way, warm ones only", () => {
    const cold = madeUp({ way: "async", wallMs: 1, warm: false });
    const runs = [...repeated("single", [300, 100, 200]), cold, ...repeated("async", [7])];
    const walls = lanes(runs).table.map((row) => row["run: wall time (ms)"]);
    assert.deepEqual(walls, [200, 7]);
  });

  it("stays of one size and names what it can with 64 lanes and with 500 parts", () => {
    const wide = lanes(madeUp({ way: "worker", width: 64, spans: threads(64) }));
    const { ticktext, tickvals } = wide.layout.yaxis as { ticktext: string[]; tickvals: number[] };
    assert.ok(wide.layout.height < 1100);
    assert.ok(ticktext.includes("thread 1") && ticktext.includes("event loop"));
    const steps = tickvals.slice(1).map((at, i) => at - tickvals[i]!);
    assert.ok(steps.every((step) => step >= 10), `names stand on each other: ${tickvals}`); // biome-ignore format: short
    const crowd = Array.from({ length: 500 }, (_, part) => span({ part }));
    assert.ok(lanes(madeUp({ way: "async", width: 500, spans: crowd })).layout.height < 400);
  });

  it("names lanes by what they are", () => {
    const name = (way: string) => lanes(madeUp({ way, spans: threads(1) })).table[0]?.lane;
    const ways = ["single", "worker", "process", "python threads", "python processes"];
    const expected = ["main thread", "thread 1", "process 1", "thread 1", "process 1"];
    assert.deepEqual(ways.map(name), expected);
  });

  it("refuses a title that it has not", () => {
    const says = /'title' must be one of cores, gaps, progress, answers: current value is 'beats'/;
    assert.throws(() => lanes(madeUp(), { title: "beats" as never }), says);
  });
});

describe("timings", () => {
  const heights = (walls: number[]) =>
    new Set(trace(timings(repeated("single", walls)).data, "repeat")!.y).size;

  it("set many runs below one another, few on one line", () => {
    assert.deepEqual([heights([1, 2, 3]), heights(Array.from({ length: 50 }, () => 25))], [1, 50]);
  });

  it("keep the runs of a job together, and tell how many parts were in progress", () => {
    const twelve = { job: "requests", width: 4 };
    const mixed = [...single, ...repeated("async", [30], twelve), ...worker];
    const { table, layout } = timings(mixed);
    assert.deepEqual(
      table.map((row) => row.job),
      ["primes", "primes", "requests"],
    );
    assert.match(JSON.stringify(layout.annotations), /30 ms · 1.0 cores busy · 1.0 in progress/);
  });
});

describe("guesses", () => {
  it("are drawn if they are numbers above zero", () => {
    const guess = { async: Number.NaN, worker: 0, single: -1 };
    assert.equal(trace(timings([...single, ...worker], { guess }).data, "guess"), undefined);
  });

  it("stretch no axis, and stand at its edge if they are beyond", () => {
    const runs = [...single, ...worker];
    const [bars, guessed] = [timings(runs), timings(runs, { guess: { worker: 1e-6 } })];
    assert.deepEqual(rangeOf(guessed, "xaxis"), rangeOf(bars, "xaxis"));
    assert.ok(trace(guessed.data, "guess")!.x[0]! <= rangeOf(bars, "xaxis")[1]);
  });
});

describe("axes", () => {
  it("are logarithmic if values span decades, and start at zero if not", () => {
    const sizes = [1e3, 1e4, 1e5].flatMap((size) => repeated("single", [size / 100], { size }));
    const near = curve(sizes.slice(0, 2), { x: "size" });
    assert.deepEqual([rangeOf(near, "xaxis")[0], rangeOf(near, "yaxis")[0]], [0, 0]);
    const { xaxis, yaxis } = curve(sizes, { x: "size" }).layout as Record<string, { type: string }>;
    assert.deepEqual([xaxis?.type, yaxis?.type], ["log", "log"]);
  });

  it("of a sketch have no numbers", () => {
    const { xaxis, yaxis } = cases.sketches!().layout as Record<string, { visible: boolean }>;
    assert.deepEqual([xaxis?.visible, yaxis?.visible], [false, false]);
  });

  it("measure one of three things", () => {
    const says = /'x' must be one of width, size, parts: current value is 'height'/;
    assert.throws(() => curve(single, { x: "height" as never }), says);
  });
});

describe("titles", () => {
  it("of lanes say who keeps how many cores busy", () => {
    const all = [
      madeUp({ busy: 1 }),
      madeUp({ way: "async", width: 4, busy: 0.99 }),
      madeUp({ way: "worker", width: 4, busy: 1.9 }),
    ];
    assert.equal(
      lanes(all).title,
      "Cores busy: 1.9 with worker × 4; 1.0 with single and async × 4",
    );
  });
});

describe("a curve's title", () => {
  it("over sizes is the break-even point, and the ends if nothing is compared", () => {
    assert.equal(
      cases["curve over sizes"]!().title,
      "Break-even point: about 71 ms with worker × 4",
    );
    const sizes = [10, 200].flatMap((size) => repeated("single", [size / 10], { size }));
    const { title } = curve(sizes, { x: "size" });
    assert.equal(title, "From 1.0 ms at size 10 to 20 ms at size 200");
  });

  it("gives no factor for what is not clearly faster", () => {
    const near = repeated("async", [96, 97, 98]);
    const slow = repeated("async", [200, 201], { width: 4 });
    const title = (...runs: Run[][]) => curve(runs.flat(), { x: "width" }).title;
    assert.equal(title(single, near), "No clear difference between single and async");
    assert.equal(title(single, near, slow), "No clear difference between single and async");
  });
});

describe("refusals", () => {
  it("are given for no moves and no sketches", () => {
    assert.throws(() => cost([]), RangeError);
    assert.throws(() => sketches({}), RangeError);
  });
});
