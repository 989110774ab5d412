import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { apart, verdict } from "#dist/figures/fastest.js";
import { groups, namesOf } from "#dist/figures/groups.js";
import type { Run } from "#dist/lab/run.js";
import { repeated } from "./rows.js";

const title = (...runs: Run[][]) => verdict(groups("judge", runs.flat()));
const single = repeated("single", [100, 102, 101]);
const worker = repeated("worker", [50, 52, 51], { width: 4 });

describe("who is fastest", () => {
  it("is said with the factor and the cores busy", () => {
    const two = repeated("worker", [50, 52, 51], { cpuMs: 95, width: 4 });
    assert.equal(
      title(single, two),
      "worker × 4 reaches speed-up 2.0 over single, with 1.9 cores busy",
    );
  });

  it("are several, if the samples cannot tell them apart", () => {
    const process = repeated("process", [51, 55], { width: 4 });
    assert.match(
      title(single, worker, process),
      /^worker × 4 and process × 4 reach speed-up 1\.9–2\.0 over single/,
    );
    const unsure = repeated("worker", [49, 51, 104], { width: 4 });
    const sure = repeated("process", [60, 61, 63], { width: 4 });
    assert.match(
      title(single, unsure, sure),
      /^process × 4 reaches speed-up 1\.7 .*; worker × 4 may do as well$/,
    );
    const others = ["a", "b"].map((way) => repeated(way, [50, 51, 52]));
    assert.equal(title(...others), "No clear difference between a and b");
  });

  it("is nobody, if overlapping ranges or less than a tenth are all that there is", () => {
    const overlap = repeated("async", [60, 61, 103]);
    const near = repeated("async", [93, 94, 95]);
    const none = "No way is clearly faster than single";
    assert.deepEqual([title(single, overlap), title(single, near)], [none, none]);
  });

  it("may be single", () => {
    const slow = repeated("worker", [200, 201], { width: 4 });
    assert.equal(title(single, slow), "single is fastest, then worker × 4");
    const unsure = repeated("process", [99, 300, 301], { width: 4 });
    assert.equal(title(single, slow, unsure), "No way is clearly faster than single");
  });

  it("is told from ten runs without the slowest and the fastest tenth", () => {
    const outlier = repeated("worker", [...Array(9).fill(50), 500], { width: 4 });
    const ten = repeated("single", Array(10).fill(100));
    assert.match(title(ten, outlier), /^worker × 4 reaches speed-up 2.0 over/);
    assert.match(title(ten, outlier.slice(1)), /^No way is clearly faster/);
  });

  it("is told for each job and each language by its own single run", () => {
    const requests = ["single", "async"].map((way, i) =>
      repeated(way, [300 / (1 + 29 * i), 301 / (1 + 29 * i)], { job: "requests" }),
    );
    const python = [repeated("python", [900, 901]), repeated("python threads", [1050, 1090])];
    const says = title(single, ...requests, ...python);
    assert.match(says, /requests: async reaches speed-up 30 over single/);
    assert.match(says, /primes: no way is clearly faster than python$/);
  });
});

describe("of 200 pairs of samples of the same noise", () => {
  /** Numbers from 0 to 1 that look random and are always the same. */
  const random = (() => {
    let state = 12345;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) / 2 ** 32;
    };
  })();
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const noises = {
    "normal, 5 %": () => 1 + 0.05 * normal(),
    "only ever slower, 5 % on average": () => 1 - 0.05 * Math.log(1 - random()),
    "one run in ten disturbed by half": () => (1 + 0.02 * normal()) * (random() < 0.1 ? 1.5 : 1),
  };
  for (const [name, noise] of Object.entries(noises)) {
    /** How many of 200 comparisons name a winner, if B takes `times` as long as A. */
    const named = (runs: number, times: number) => {
      const walls = (factor: number) => Array.from({ length: runs }, () => 100 * factor * noise());
      const pairs = Array.from({ length: 200 }, () =>
        groups("judge", [...repeated("A", walls(1)), ...repeated("B", walls(times))]),
      );
      return pairs.filter(([a, b]) => apart(a!, b!)).length;
    };
    it(`${name}: a winner is named in 5 % at most`, () => {
      for (const runs of [2, 3, 5, 10]) assert.ok(named(runs, 1) <= 10, `${runs} runs each`);
    });
    it(`${name}: half as long again is seen in most`, () => {
      for (const runs of [3, 10]) assert.ok(named(runs, 1.5) >= 120, `${runs} runs each`);
    });
  }
});

describe("names of groups", () => {
  const row = (job: string, size: number, parts: number, way: string, width = 1) => {
    return { job, size, parts, way, width };
  };

  it("hold what tells them apart, and no more", () => {
    const ways = [row("a", 9, 4, "single"), row("a", 9, 4, "worker", 4)];
    assert.deepEqual(namesOf(ways), ["single", "worker × 4"]);
    const parts = [row("a", 9, 4, "worker", 4), row("a", 9, 16, "worker", 4)];
    assert.deepEqual(namesOf(parts), ["4 parts", "16 parts"]);
    const mixed = [
      row("a", 9, 1, "single"),
      row("a", 9, 16, "worker", 4),
      row("a", 1000, 1, "single"),
      row("b", 7, 2, "single"),
    ];
    assert.deepEqual(namesOf(mixed), [
      "a (single, size 9, 1 part)",
      "a (worker × 4, size 9, 16 parts)",
      "a (single, size 1,000)",
      "b",
    ]);
  });
});
