import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decode } from "fast-png";
import { painted } from "#dist/figures/painted.js";
import { type Band, mandelbrot, stepsOf } from "#dist/jobs/mandelbrot.js";
import { madeUp, span, trace } from "./rows.js";

const job = mandelbrot({ parts: 4, mostSteps: 60 });
const answer = job.merge(job.parts.map((part) => stepsOf(part as Band)));
const spans = [
  span({ part: 0, threadId: 5, endMs: 30 }),
  span({ part: 1, threadId: 6, endMs: 60 }),
  span({ part: 2, threadId: 5, startMs: 30, endMs: 40 }),
  span({ part: 3, threadId: 6, startMs: 60, endMs: 80 }),
];
const run = madeUp({ way: "worker", width: 2, parts: 4, wallMs: 80, busy: 1.5, spans, answer });

describe("painted", () => {
  it("draws a bar per part beside its rows, in its thread's colour", () => {
    const bars = trace(painted(run).data, "part") as unknown as {
      x: number[];
      y: number[];
      marker: { color: string[] };
    };
    assert.deepEqual(bars.x, [30, 10, 60, 20]);
    const [first, third, second, fourth] = bars.y as [number, number, number, number];
    assert.ok(first < second && second < third && third < fourth, `${bars.y}`);
    const [a, b, c, d] = bars.marker.color;
    assert.ok(a === b && c === d && a !== c);
  });

  it("says what the longest part allows", () => {
    assert.equal(
      painted(run).title,
      "worker × 2, 4 parts: the longest takes 50 % of the time of all: speed-up at most 2.0, 1.5 cores busy",
    );
  });

  it("claims no limit where threads had to share cores", () => {
    assert.doesNotMatch(painted({ ...run, cpuMs: 80 }).title, /at most/);
  });

  it("holds the picture as a small PNG", () => {
    const [image] = painted(run).data as unknown as [{ source: string }];
    assert.match(image.source, /^data:image\/png;base64,iVBORw0KGgo/);
    assert.ok(image.source.length < 40_000, `${image.source.length}`);
    const { width, height } = decode(Buffer.from(image.source.split(",")[1]!, "base64"));
    assert.deepEqual([width, height], [400, 267]);
  });

  it("refuses the run of another job", () => {
    assert.throws(() => painted(madeUp()), /must be a run of job.mandelbrot/);
  });
});
