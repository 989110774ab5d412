import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fitLaw, lawMs } from "#dist/experiments/laws.js";
import { scaling } from "#dist/figures/scaling.js";
import { madeUp, trace } from "./rows.js";

const law = { aloneMs: 100, sharedMs: 900, eachMs: 0 };
const made = (job: string, width: number, wallMs: number, size = 1000) =>
  [0, 1].map((round) => madeUp({ job, way: "async", width, round, wallMs, size, busy: 0 }));
const work = [1, 2, 4, 8].flatMap((n) => made("same work", n, lawMs(law, n)));
const time = [1, 2, 4, 8].flatMap((n) => made("same time", n, 1000, 100 + 900 * n));

describe("scaling", () => {
  it("draws how much more work per second each width does, a line per job", () => {
    const { data, table, title } = scaling([...work, ...time]);
    assert.deepEqual(trace(data, "same time")?.y, [1, 1.9, 3.7, 7.3]);
    assert.equal(
      title,
      "Work per second: 4.7 times with same work (limit 8); 7.3 times with same time (limit 8)",
    );
    assert.equal(table.length, 8);
    assert.equal(trace(data, "model"), undefined);
  });

  it("draws a law up to twice the widest run, and none that was refused", () => {
    const fitted = fitLaw(work);
    const { data } = scaling(work, { laws: { "same work": fitted } });
    const dotted = trace(data, "model")!;
    assert.ok(Math.max(...dotted.x) > 8 && Math.max(...dotted.x) <= 16);
    assert.ok(Math.max(...dotted.y) < 10);
    const refused = scaling(work, { laws: { "same work": { why: "too few" } } });
    assert.equal(trace(refused.data, "model"), undefined);
  });

  it("names a job at the end of its line, behind the dots of its law", () => {
    const laws = { "same work": fitLaw(work) };
    const { data, layout } = scaling([...work, ...time], { laws });
    const names = layout.annotations as { text: string; x: number }[];
    const at = (name: string) => names.find(({ text }) => text === name)?.x;
    assert.equal(at("same work"), Math.max(...trace(data, "model")!.x));
    assert.equal(at("same time"), 8);
  });

  it("refuses to draw nothing", () => {
    assert.throws(() => scaling([]), RangeError);
  });
});
