import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withServer } from "#dist/experiments/server/server.js";
import { curve } from "#dist/figures/curve.js";
import { grid } from "#dist/figures/grid.js";
import { memoryBars } from "#dist/figures/memory.js";
import { memory, weigh } from "#dist/jobs/memory.js";
import { numbersOf, repeated, trace } from "./rows.js";

const computing = { job: "computing", parts: 12 };
const waiting = { job: "requests", parts: 12, cpuMs: 3 };
const table = [
  ...repeated("single", [300, 301, 302], computing),
  ...repeated("worker", [150, 151, 152], { ...computing, width: 4, cpuMs: 290 }),
  ...repeated("single", [300, 301, 302], waiting),
  ...repeated("worker", [75, 76, 77], { ...waiting, width: 4 }),
];

describe("grid", () => {
  it("has a panel per job and a bar per way: times as fast as the same job alone", () => {
    const { data, table: rows, layout } = grid(table);
    const bars = data.filter(({ type }) => type === "bar") as { y: number[]; yaxis: string }[];
    assert.deepEqual(
      bars.map(({ yaxis, y }) => [yaxis, ...y.map((times) => times.toFixed(1))]),
      [
        ["y", "1.0", "2.0"],
        ["y2", "1.0", "4.0"],
      ],
    );
    assert.ok("yaxis2" in layout && !("yaxis3" in layout));
    assert.deepEqual(
      rows.map((row) => [row.job, row.way, row["times as fast"], row["cores busy"]]),
      [
        ["computing", "single", "1.0", "1.0"],
        ["computing", "worker × 4", "2.0", "1.9"],
        ["requests", "single", "1.0", "0.01"],
        ["requests", "worker × 4", "4.0", "0.04"],
      ],
    );
  });

  it("draws every repeat, the parts in flight and the cores", () => {
    const { data, layout } = grid(table);
    const repeats = data.filter(({ name }) => name === "repeat").flatMap(({ x }) => x as number[]);
    assert.equal(repeats.length, table.length);
    const heights = (layout.shapes as { y0: number }[]).map(({ y0 }) => y0);
    assert.deepEqual(heights, [4, 2, 4, 2]);
    const wide = table.map((run) => ({ ...run, cores: 64 }));
    const beyond = (grid(wide).layout.shapes as { y0: number }[]).map(({ y0 }) => y0);
    assert.deepEqual(beyond, [4, 4], "what is far above the bars is left out");
  });

  it("draws guesses where they were made, at the edge where they are off, and no absurd one", () => {
    const guess = { computing: { worker: 2 }, requests: { worker: 1000, single: -1, async: "x" } };
    const { data, layout } = grid(table, { guess });
    const guesses = data.filter(({ name }) => name === "guess") as { y: number[] }[];
    assert.deepEqual(guesses[0]?.y, [2]);
    const top = (layout.yaxis as { range: number[] }).range[1]!;
    assert.ok(guesses[1]?.y.length === 1 && guesses[1].y[0]! <= top);
  });

  it("survives rows without a run alone, without time, and text that is HTML", () => {
    const odd = repeated("worker", [0], { width: 4, job: "<img onerror=x>" });
    const figure = grid(odd);
    assert.ok(numbersOf(figure).every(Number.isFinite));
    assert.ok(!JSON.stringify(figure.layout).includes("<img"));
    assert.throws(() => grid([]), RangeError);
  });
});

describe("curve of parts that wait", () => {
  const requests = [1, 7, 60].flatMap((width) =>
    repeated("async", [(3000 * Math.ceil(60 / width)) / 60], { width, parts: 60, cpuMs: 3 }),
  );

  it("has an ideal in waves, which no number of cores caps", () => {
    const { data } = curve(requests, { x: "width", y: "ms" });
    assert.deepEqual(trace(data, "ideal")?.y, [3000, 450, 50]);
  });
});

describe("memory", () => {
  it("says how many requests wait in the memory of one thread", () => {
    const answer = [
      { what: "request", count: 10, bytes: 20_000 },
      { what: "thread", count: 10, bytes: 8_000_000 },
    ];
    const figure = memoryBars({ answer });
    assert.equal(figure.title, "400 requests wait in the memory of one waiting thread");
    assert.deepEqual(
      figure.table.map((row) => row["memory of one"]),
      ["20 kB", "8 MB"],
    );
    assert.deepEqual((figure.data[0] as { x: number[] }).x, [20_000, 8_000_000]);
    assert.throws(() => memoryBars({ answer: [] }), RangeError);
  });

  it("weighs threads and processes by the megabyte, and ends them", async () => {
    await withServer({ latencyMs: 600_000 }, async (server) => {
      const { parts } = memory({ url: server.url });
      assert.equal(parts.length, 4);
      for (const what of ["thread", "process"] as const) {
        const { bytes } = await weigh({ what, count: 2, url: server.url });
        assert.ok(bytes > 1e6 && bytes < 1e8, `${what}: ${bytes}`);
      }
      assert.equal((await server.stats()).mostInProgress, 3);
    });
    assert.ok(!process.getActiveResourcesInfo().includes("ProcessWrap"));
  });
});
