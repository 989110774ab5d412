import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { curve } from "#dist/figures/curve.js";
import { madeUp, numbersOf, repeated, trace } from "./rows.js";

const widths = [1, 2, 4].flatMap((width) =>
  repeated("worker", [400 / width, 401 / width], { width }),
);
const single = repeated("single", [400, 401]);

describe("curve", () => {
  it("draws how many times as fast over the width, and every repeat", () => {
    const { data, title } = curve([...single, ...widths], { x: "width" });
    assert.deepEqual(trace(data, "worker")?.x, [1, 2, 4]);
    assert.deepEqual(trace(data, "worker")?.y, [1, 2, 4]);
    const repeats = data.filter(({ name }) => name === "repeat").flatMap(({ x }) => x as number[]);
    assert.equal(repeats.length, 8);
    assert.equal(title, "Fastest: worker × 4, 4.0 times as fast as single");
  });

  it("caps the ideal at the cores", () => {
    const { data } = curve([...single, ...widths], { x: "width" });
    assert.deepEqual(trace(data, "ideal")?.y, [1, 2, 2]);
  });

  it("compares with the narrowest where nobody ran alone", () => {
    const { data, table } = curve(
      widths.filter(({ width }) => width > 1),
      { x: "width" },
    );
    assert.deepEqual(trace(data, "worker")?.y, [1, 2]);
    assert.deepEqual(trace(data, "ideal")?.y, [1, 1], "two cores were busy at the narrowest");
    assert.equal(table[0]?.["compared with"], "worker × 2");
  });

  it("is logarithmic where sizes span decades, and from zero where not", () => {
    const sizes = [1e3, 1e4, 1e5].flatMap((size) => repeated("single", [size / 100], { size }));
    const axes = (figure: ReturnType<typeof curve>) =>
      [figure.layout.xaxis, figure.layout.yaxis] as { type: string; range: number[] }[];
    assert.deepEqual(
      axes(curve(sizes, { x: "size" })).map(({ type }) => type),
      ["log", "log"],
    );
    for (const { type, range } of axes(curve(sizes.slice(0, 2), { x: "size" }))) {
      assert.deepEqual([type, range[0]], ["linear", 0]);
    }
  });

  it("says who is fastest at the smallest and at the largest size", () => {
    const size = 100_000;
    const all = [
      ...repeated("single", [1, 1.1]),
      ...repeated("worker", [3, 3.1], { width: 4 }),
      ...repeated("single", [100, 101], { size }),
      ...repeated("worker", [51, 52], { width: 4, size }),
    ];
    const { title } = curve(all, { x: "size" });
    assert.equal(title, "Fastest: at size 1,000 single, 1.1 ms; at size 100,000 worker × 4, 52 ms");
  });

  it("draws the guess at its width, within the axes", () => {
    const { data, layout } = curve([...single, ...widths], {
      x: "width",
      guess: { 2: 1.5, 4: 99, 8: 3, 1: "?" },
    });
    const top = (layout.yaxis as { range: number[] }).range[1]!;
    assert.deepEqual(trace(data, "guess")?.x, [2, 4]);
    assert.equal(trace(data, "guess")?.y[0], 1.5);
    assert.ok(trace(data, "guess")!.y[1]! <= top);
  });

  it("holds no NaN for one run of no time", () => {
    for (const x of ["width", "size", "parts"] as const) {
      const { data, layout } = curve([madeUp({ wallMs: 0 })], { x });
      for (const number of numbersOf([data, layout])) assert.ok(Number.isFinite(number));
    }
  });

  it("refuses no runs, and an unknown x", () => {
    assert.throws(() => curve([], { x: "width" }), RangeError);
    assert.throws(
      () => curve(single, { x: "height" as never }),
      /'x' must be one of width, size, parts: current value is 'height'/,
    );
  });
});
