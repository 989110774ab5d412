import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Method, Move } from "#dist/experiments/moving/move.js";
import { cost } from "#dist/figures/cost.js";
import { trace } from "./rows.js";

const KIB = 1024;
const line = (method: Method, bytes: number[], ms: (bytes: number) => number): Move[] =>
  bytes.flatMap((size) =>
    [0.9, 1, 5].map((times, round) => ({ method, bytes: size, round, ms: times * ms(size) })),
  );
const sizes = [KIB, 64 * KIB, KIB * KIB, 64 * KIB * KIB];
const moves = [
  ...line("clone", sizes, (bytes) => bytes / KIB),
  ...line("transfer", sizes, () => 0.5),
  ...line("json", [KIB, KIB * KIB], (bytes) => bytes / 100),
];

describe("cost", () => {
  it("draws a line of medians per method, and every repeat", () => {
    const { data, table } = cost(moves);
    const rounded = sizes.map((size) => Number(size.toPrecision(5)));
    assert.deepEqual(trace(data, "clone")?.x, rounded);
    assert.deepEqual(trace(data, "clone")?.y, [1, 64, 1024, 65_536]);
    assert.deepEqual(trace(data, "transfer")?.y, [0.5, 0.5, 0.5, 0.5]);
    const repeats = data.filter(({ name }) => name === "repeat").flatMap(({ x }) => x as number[]);
    assert.equal(repeats.length, moves.length);
    assert.deepEqual(table[3], {
      method: "clone",
      size: "64 MB",
      "median (ms)": 65_500,
      "range (ms)": "59000–328000",
      repeats: 3,
    });
  });

  it("says how the time grows, of all that moved the most bytes", () => {
    const { title, alt } = cost(moves);
    const says = "clone 1,024 times and transfer 1.0 times";
    assert.equal(title, `From 64 KB to 64 MB the time grows: ${says}`);
    assert.match(alt, / JSON: 10 ms for 1 KB, 10,486 ms for 1 MB\.$/);
  });

  it("is logarithmic on both axes, with bytes as people write them", () => {
    const { xaxis, yaxis } = cost(moves).layout as unknown as Record<
      "xaxis" | "yaxis",
      { type: string; ticktext: string[] }
    >;
    assert.deepEqual([xaxis.type, yaxis.type], ["log", "log"]);
    assert.deepEqual(xaxis.ticktext, ["1 KB", "64 KB", "1 MB", "64 MB"]);
  });

  it("draws a guess at the most bytes, at the edge where it is off the axis", () => {
    const { data } = cost(moves, { guess: { transfer: 1000, clone: 1e12, json: undefined } });
    const guess = trace(data, "guess");
    assert.deepEqual(guess?.x, [67_109_000, 67_109_000]);
    const edge = 10 ** (Math.log10(5 * 65_536) + 0.1);
    const [outside = 0, inside] = (guess?.y ?? []) as number[];
    assert.ok(outside < edge && outside > 0.8 * edge, `${outside} just below ${edge}`);
    assert.equal(inside, 500);
  });

  it("refuses to draw nothing", () => {
    assert.throws(() => cost([]), RangeError);
  });
});
