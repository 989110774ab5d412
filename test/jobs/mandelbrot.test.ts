import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Band, mandelbrot, type Painting, stepsOf } from "#dist/jobs/mandelbrot.js";
import { compare } from "#dist/lab/measure.js";

const whole: Band = { from: 0, to: 266, mostSteps: 100 };

describe("mandelbrot", () => {
  it("gives one picture, however it is cut", () => {
    const steps = stepsOf(whole);
    for (const parts of [1, 2, 7, 16, 32, 267]) {
      const job = mandelbrot({ parts, mostSteps: 100 });
      assert.equal(job.parts.length, parts);
      const painting = job.merge(job.parts.map((part) => stepsOf(part as Band))) as Painting;
      assert.deepEqual(painting.steps, steps, `${parts} parts`);
    }
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
    const runs = await compare(mandelbrot({ parts: 6, mostSteps: 50 }), undefined, {
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
    assert.throws(() => mandelbrot({ mostSteps: 70_000 }), RangeError);
  });
});
