import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clicks } from "#dist/figures/clicks.js";
import { namesOf } from "#dist/figures/groups.js";
import { lanes } from "#dist/figures/lanes.js";
import * as say from "#dist/figures/numbers.js";
import { repeats } from "#dist/figures/repeats.js";
import { pictures } from "#dist/figures/sketch.js";
import { timings } from "#dist/figures/timings.js";
import { repeated, trace } from "./rows.js";

describe("repeats", () => {
  it("draws every repeat, the median and the mean", () => {
    const { data, title } = repeats([
      ...repeated("single", [100, 110, 150]),
      ...repeated("async", [9]),
    ]);
    assert.deepEqual(trace(data, "repeat")?.x, [100, 110, 150]);
    assert.deepEqual(trace(data, "median")?.x, [110, 110]);
    assert.deepEqual(trace(data, "mean")?.x, [120, 120]);
    assert.equal(title, "Slowest repeat over fastest: at most 1.50, in single");
  });

  it("claims nothing of one repeat", () => {
    assert.match(repeats(repeated("single", [5])).title, /nothing is known of their spread/);
    assert.throws(() => repeats([]), RangeError);
  });
});

describe("pictures", () => {
  const lanes = [[[0, 1]], [[1, 2]]] as const;

  it("draws a bar of each lane, by letters, the same every time", () => {
    const figure = pictures({
      A: lanes,
      B: {
        lanes: [
          [
            [0, 1],
            [2, 3],
          ],
        ],
        caption: "time-sliced",
      },
    });
    assert.equal(figure.data.length, 4);
    assert.match(figure.title, /A or B/);
    assert.match(figure.alt, /B \(time-sliced\): lane 1 from 0–1, 2–3/);
    assert.deepEqual(figure.table[0], { picture: "A", lane: 1, bars: "0–1" });
    assert.deepEqual(pictures({ A: lanes }), pictures({ A: lanes }));
  });

  it("has no numbers on its axes", () => {
    const { xaxis, yaxis } = pictures({ A: lanes }).layout as Record<string, { visible: boolean }>;
    assert.deepEqual([xaxis?.visible, yaxis?.visible], [false, false]);
  });

  it("refuses none", () => assert.throws(() => pictures({}), RangeError));
});

describe("numbers in words", () => {
  it("have the digits that matter", () => {
    assert.deepEqual([1.93, 31.4, 0.042, 9.96].map(say.times), ["1.9", "31", "0.04", "10"]);
    assert.deepEqual([268.4, 2.684, 12345.6, 5.97].map(say.ms), [
      "268 ms",
      "2.7 ms",
      "12,346 ms",
      "6.0 ms",
    ]);
    assert.equal(say.span([1.91, 1.84]), "1.8–1.9");
    assert.equal(say.span([1.91, 1.92]), "1.9");
    assert.deepEqual(
      [["a"], ["a", "b"], ["a", "b", "c"]].map((names) => say.list(names)),
      ["a", "a and b", "a, b and c"],
    );
    assert.equal(say.bounds([]), "–");
  });

  it("rank, like values together", () => {
    const items = [1, 1.05, 2].map((value, i) => ({ name: "abc"[i]!, value }));
    assert.equal(say.ranking(items, say.span), "c: 2.0; b and a: 1.0–1.1");
  });
});

describe("names of groups", () => {
  const row = (job: string, size: number, parts: number, way: string, width = 1) => {
    return { job, size, parts, way, width };
  };

  it("hold what tells them apart, and no more", () => {
    assert.deepEqual(namesOf([row("a", 9, 4, "single"), row("a", 9, 4, "worker", 4)]), [
      "single",
      "worker × 4",
    ]);
    assert.deepEqual(namesOf([row("a", 9, 4, "worker", 4), row("a", 9, 16, "worker", 4)]), [
      "4 parts",
      "16 parts",
    ]);
    assert.deepEqual(
      namesOf([
        row("a", 9, 1, "single"),
        row("a", 9, 16, "worker", 4),
        row("a", 1000, 1, "single"),
        row("b", 7, 2, "single"),
      ]),
      [
        "a (single, size 9, 1 part)",
        "a (worker × 4, size 9, 16 parts)",
        "a (single, size 1,000)",
        "b",
      ],
    );
  });

  it("are all different in every figure's words", () => {
    const runs = [4, 16].flatMap((parts) =>
      ["single", "worker"].flatMap((way) => repeated(way, [100, 120], { parts })),
    );
    const five = ["x", "y"].flatMap((job) => repeated("single", [100, 120], { job }));
    for (const draw of [lanes, timings, repeats, clicks]) {
      for (const rows of [runs, five]) {
        const { alt } = draw(rows);
        const sentences = alt.split(/(?<=[a-z]\.) /);
        assert.ok(/4 parts.*16 parts/.test(alt) || /\bx.*\by/.test(alt), alt);
        assert.equal(new Set(sentences).size, sentences.length, alt);
      }
    }
  });
});
