import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mandelbrot, type Painting, stepsOf, type Tile } from "#dist/jobs/mandelbrot.js";
import { compare } from "#dist/lab/measure.js";

const whole: Tile = { rows: [0, 267], columns: [0, 400], mostSteps: 100 };

describe("mandelbrot", () => {
  it("gives one picture, however it is cut", () => {
    const steps = stepsOf(whole);
    for (const cut of ["rows", "tiles"] as const) {
      for (const parts of [1, 2, 7, 16, 32, 267]) {
        const job = mandelbrot({ parts, cut, mostSteps: 100 });
        assert.equal(job.parts.length, parts);
        const painting = job.merge(job.parts.map((part) => stepsOf(part as Tile))) as Painting;
        assert.deepEqual(painting.steps, steps, `${parts} ${cut}`);
      }
    }
  });

  it("cuts tiles as square as it can", () => {
    const tiles = mandelbrot({ parts: 16, cut: "tiles" }).parts as Tile[];
    const firstColumn = tiles.filter(({ columns }) => columns[0] === 0);
    const firstRow = tiles.filter(({ rows }) => rows[0] === 0);
    assert.deepEqual([firstColumn.length, firstRow.length], [4, 4]);
  });

  it("knows which points escape", () => {
    const steps = stepsOf(whole);
    const at = (re: number, im: number) => {
      const column = Math.round(((re + 2.2) / 3) * 400);
      return steps[Math.round(((im + 1.35) / 2) * 267) * 400 + column];
    };
    assert.equal(at(-0.5, 0), 100);
    assert.equal(at(-1, 0), 100);
    assert.ok(at(-2.19, -1.3)! < 3);
  });

  it("has the same answer in all ways", async () => {
    const runs = await compare(mandelbrot({ parts: 6, cut: "tiles", mostSteps: 50 }), undefined, {
      rounds: 1,
    });
    assert.equal(new Set(runs.map(({ answer }) => answer)).size, 1);
    assert.deepEqual(
      [...new Set(runs.map((run) => run.way))],
      ["single", "async", "worker", "process"],
    );
  });

  it("refuses what cannot be cut", () => {
    assert.throws(() => mandelbrot({ parts: 268 }), /'parts' must be an integer from 1 to 267/);
    assert.throws(() => mandelbrot({ cut: "columns" as never }), /'cut' must be "rows" or "tiles"/);
    assert.throws(() => mandelbrot({ mostSteps: 70_000 }), RangeError);
  });
});
