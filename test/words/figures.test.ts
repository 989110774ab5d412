import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Price } from "#dist/experiments/card/card.js";
import { type Group, groups } from "#dist/figures/groups.js";
import { breakEven, row as breakEvenRow } from "#dist/words/break-even.js";
import * as card from "#dist/words/figures/card.js";
import * as cost from "#dist/words/figures/cost.js";
import * as curve from "#dist/words/figures/curve.js";
import * as deliveries from "#dist/words/figures/deliveries.js";
import * as lanes from "#dist/words/figures/lanes.js";
import * as outcomes from "#dist/words/figures/outcomes.js";
import * as painted from "#dist/words/figures/painted.js";
import * as samples from "#dist/words/figures/samples.js";
import * as scaling from "#dist/words/figures/scaling.js";
import * as schedule from "#dist/words/figures/schedule.js";
import * as sketch from "#dist/words/figures/sketch.js";
import * as timings from "#dist/words/figures/timings.js";
import { madeUp } from "../figures/rows.js";

const [sample] = groups("say", [madeUp({ way: "worker", width: 4, wallMs: 50, busy: 1.9 })]) as [
  Group,
];

describe("one and several are told apart", () => {
  it("in verdicts on samples", () => {
    const found = { speedUps: [2], coresBusy: [1.9], base: "single", unclear: [] };
    const says = "reaches speed-up 2.0 over single, with 1.9 cores busy";
    assert.equal(samples.faster({ ...found, names: ["worker"] }), `worker ${says}`);
    const two = samples.faster({ ...found, names: ["a", "b"], unclear: ["c"] });
    assert.equal(two, `a and b ${says.replace("reaches", "reach")}; c may do as well`);
    assert.equal(samples.fastest(["a"], 50, [1]), "a is fastest: 50 ms, 1.0 cores busy");
    assert.equal(samples.fastest(["a", "b"], 50, [1, 2]), "a and b are fastest: 50 ms, 1.0–2.0 cores busy"); // biome-ignore format: short
  });

  it("in rows, keys and values", () => {
    assert.equal(samples.row(sample)["fastest to slowest (ms)"], "50");
    const key = (drawn: boolean) => timings.key({ startUp: drawn, cold: drawn, prediction: drawn });
    assert.deepEqual(key(false), ["solid: median", "dot: one run"]);
    assert.deepEqual(key(true), [
      "solid: median of the warm runs · striped: start-up time",
      "dot: one warm run · circle: one cold run",
      "diamond: your prediction",
    ]);
    assert.equal(lanes.parts(1), "1 part");
  });

  it("in schedules and outcomes", () => {
    const kind = { label: ["x = 1"], schedules: 1, example: "AB", rounds: 1 };
    const all = { schedules: 1, states: 1, complete: true, outcomes: [], race: null, wait: null };
    assert.equal(outcomes.title([kind], all), "x = 1 in the only schedule");
    assert.equal(outcomes.inSchedules({ ...kind, schedules: 0 }, all), "in none of 1 schedule");
    const real = { rounds: 1_000_000, wanted: 1_000_000, outcomes: [], cores: 2 };
    const two = [{ ...kind, rounds: 0 }, { ...kind, label: ["stuck"], rounds: 3 }]; // biome-ignore format: short
    assert.equal(outcomes.title(two, all, real), "In none of 1,000,000 real rounds: x = 1; in 3: stuck"); // biome-ignore format: short
    assert.equal(outcomes.share(0, real), "not seen");
    const one = { ...real, rounds: 5, wanted: 9, oneCore: true, allEnded: true };
    assert.match(outcomes.key([kind], one).at(-1)!, /^one core: threads only take turns/);
    assert.match(
      outcomes.key([kind], { ...one, oneCore: false }).at(-1)!,
      /of 9 rounds only these/,
    );
  });

  it("in limits and methods", () => {
    const grown = [{ method: "clone" as const, factor: 900 }];
    assert.equal(cost.title(1024, 2 ** 20, grown), "1,024 times the bytes (1 KB to 1 MB) take 900 times as long with clone"); // biome-ignore format: short
    assert.equal(scaling.title([{ name: "a", x: 8, y: 4.7 }]), "Work per second: 4.7 times with a (limit 8)"); // biome-ignore format: short
    assert.equal(scaling.key(false)[1], "filled: median · open: one run");
    assert.equal(sketch.title(["A", "B"]), "Which sketch will your run look like: A or B?");
  });
});

describe("what is missing is said", () => {
  const facts = { name: "single", wallMs: 100, coresBusy: 1, inProgress: 1, worstGapMs: 5, parts: 1, failed: 0 }; // biome-ignore format: short
  const lane = {
    ...{ job: "a", way: "single", lane: "main thread", parts: 1, most: 1, partsMs: 100 },
    ...{ ranMs: undefined, failed: undefined, cpuMs: 40, stepMs: 10 },
  };

  it("of a CPU time that is unknown, or shorter than the steps of its clock", () => {
    const column = "CPU time of all parts (ms)";
    assert.equal(lanes.row(lane, facts)[column], 40);
    assert.equal(lanes.row({ ...lane, cpuMs: 0.3 }, facts)[column], "under 10");
    assert.equal(lanes.row({ ...lane, cpuMs: null }, facts)[column], "unknown");
    assert.equal(lanes.part(0, 25, 0.3, 10), "part 0: 25 ms, CPU time under 10 ms");
    assert.equal(lanes.part(0, 25, null, 10), "part 0: 25 ms, CPU time unknown");
    assert.match(lanes.key("unknown")[1]!, /this system reports no CPU time per thread/);
  });

  it("of start-up, speed-up, laws and limits", () => {
    assert.equal(samples.values(sample), "50 ms · 1.9 cores busy");
    assert.equal(samples.values(sample, 2), "50 ms · speed-up 2.0 · 1.9 cores busy");
    assert.equal(samples.cell(sample), "50 ms · 1.9 cores busy · 1.0 in progress");
    assert.equal(samples.cell(sample, 2), "speed-up 2.0 · 1.9 cores busy · 1.0 in progress");
    assert.deepEqual([0.2, 40].map(timings.startUp), ["", "40 ms "]);
    assert.equal(timings.row(sample, undefined, false)["speed-up"], "–");
    assert.equal(timings.row(sample, undefined, false)["cold (ms)"], "–");
    assert.equal(scaling.row(sample, 1, undefined)["by the law (ms)"], "–");
    const found = { way: "worker", parts: 1, share: 1, limit: undefined, coresBusy: 0.5 };
    const says = "worker, 1 part: the longest takes 100 % of the time of all";
    assert.equal(painted.title(found), `${says}, 0.5 cores busy`);
    assert.equal(painted.title({ ...found, limit: 1 }), `${says}: speed-up at most 1.0, 0.5 cores busy`); // biome-ignore format: short
    const end = { fate: "ended" as const, says: "", memory: {}, gave: [undefined] };
    assert.equal(schedule.end(end), "all have ended");
    assert.equal(schedule.end({ ...end, gave: [1] }), "A returned 1");
    const price: Price = { what: "a step", kind: "share", ns: 2, lowNs: 1, highNs: 3, samples: 9 };
    assert.equal(card.title([price]), "a step: 2 ns");
  });

  it("of a break-even point", () => {
    const at = { is: "at", aloneMs: 8.04, size: 1234 } as const;
    const all = [at, { ...at, is: "below" }, { ...at, is: "above", aloneMs: 1234 }] as const;
    assert.deepEqual(all.map(breakEven), ["about 8 ms", "below 8 ms", "none up to 1,200 ms"]);
    assert.equal(breakEvenRow("worker", true, at, 1.9)["job size there"], "about 1,200");
    assert.equal(breakEvenRow("worker", true, all[1], 1.9)["job size there"], "–");
    const ways = ["worker", "process"].map((way) => ({ way, at }));
    assert.equal(curve.breakEvens(ways), "Break-even point: about 8 ms with worker and process");
  });
});

describe("titles of several runs", () => {
  it("name the value before the ways", () => {
    const facts = ["single", "worker"].map((name, i) => ({ name, wallMs: 9, coresBusy: 1 + i, inProgress: 1, worstGapMs: 9 / (i + 1), parts: 4, failed: i })); // biome-ignore format: short
    assert.equal(lanes.title(facts, "cores"), "Cores busy: 2.0 with worker; 1.0 with single");
    assert.equal(lanes.title(facts, "gaps"), "Longest gap: 9.0 ms with single; 4.5 ms with worker");
    assert.equal(lanes.title(facts, "progress"), "In progress: 1.0 with single and worker");
    const answers = "Parts that answered: single 4 of 4; worker 3 of 4";
    assert.equal(lanes.title(facts, "answers"), answers);
    const only = "single takes 9.0 ms, with 1.0 cores busy and 1.0 parts in progress";
    assert.equal(lanes.title(facts.slice(0, 1), "cores"), only);
    assert.equal(curve.alike(["a", "b"], "width"), "No clear difference between a and b");
    const many = ["a", "b", "c", "d"];
    assert.equal(curve.alike(many, "parts"), "No clear difference, whatever the number of parts");
  });
});

describe("a queue's words", () => {
  const calm = { leaseMs: 500, errorMs: 0.31, parts: 1, deliveries: 1, unused: 0, refused: 0, again: [], events: [] }; // biome-ignore format: short
  const frozen = { host: "host C", kind: "frozen", atMs: 500, forMs: 900 } as const;
  const killed = { host: "host B", kind: "killed", atMs: 610, forMs: 0 } as const;
  const again = { part: 6, host: "host A", atMs: 1035 };
  const eventful = { ...calm, parts: 2, deliveries: 3, unused: 1, refused: 1, again: [again], events: [frozen, killed] }; // biome-ignore format: short
  const facts = (story: deliveries.Story) => ({ name: "queue", wallMs: 9, coresBusy: 1, inProgress: 1, worstGapMs: 9, parts: 1, failed: 0, story }); // biome-ignore format: short

  it("tell a run to which something happened from a calm one, unless asked for something else", () => {
    assert.match(lanes.title([facts(calm)]), /^queue takes 9\.0 ms/);
    const says = "queue: 3 deliveries of 2 parts, 1 late answer refused; host C frozen and host B killed"; // biome-ignore format: short
    assert.equal(lanes.title([facts(eventful)]), says);
    const both = `queue: 1 delivery of 1 part. ${says}`;
    assert.equal(lanes.title([facts(calm), facts(eventful)]), both);
    assert.match(lanes.title([facts(eventful)], "gaps"), /^Longest gap/);
    const mixed = [{ ...facts(calm), story: undefined }, facts(eventful)];
    assert.match(lanes.title(mixed), /^Cores busy/);
  });

  it("say in a sentence what happened when, and what was delivered again", () => {
    const says =
      "3 deliveries of 2 parts, 1 late answer refused, lease 500 ms; host C frozen at 500 ms for " +
      "900 ms; host B killed at 610 ms; delivered part 6 again to host A at 1,035 ms; clocks wrong " +
      "by at most 0.31 ms";
    assert.equal(deliveries.sentence(eventful), says);
    const many = { ...eventful, again: Array.from({ length: 9 }, () => again) };
    assert.match(deliveries.sentence(many), /at 1,035 ms, and 3 more; clocks/);
    assert.doesNotMatch(deliveries.sentence(calm), /again|refused/);
  });

  it("name only marks that are drawn, and dashes where there is no host", () => {
    const key = deliveries.key({ silent: true, refused: true, leasesMs: [500, 500] });
    assert.deepEqual(key, [
      "empty: not used · hatched: silence, lease 500 ms",
      "dotted, thick: again · ✕: late, refused",
    ]);
    const two = deliveries.key({ silent: true, refused: false, leasesMs: [500, 1000] });
    assert.equal(two[0], "empty: not used · hatched: silence");
    const less = deliveries.key({ silent: false, refused: false, leasesMs: [500] });
    assert.deepEqual(less, ["empty: not used", "dotted, thick: again"]);
    assert.deepEqual(new Set(Object.values(deliveries.row())), new Set(["–"]));
    const host = { unused: 1, refused: 1, happened: [frozen], errorMs: 0.3 + 1e-9, leaseMs: 500 };
    assert.deepEqual(Object.values(deliveries.row(host)), [1, 1, "frozen at 500 ms for 900 ms", 0.3, 500]); // biome-ignore format: short
    const unasked = deliveries.row({ ...host, errorMs: Number.POSITIVE_INFINITY });
    assert.equal(unasked["clock wrong by at most (ms)"], "–");
  });

  it("tell the mouse what became of an answer that was not used", () => {
    const says = "part 6, delivery 1: nothing was heard for 950 ms, its late answer was refused";
    assert.equal(deliveries.unused(6, 1, true, 950), says);
    assert.equal(deliveries.unused(6, 1, false, 0), "part 6, delivery 1: no answer came");
    assert.deepEqual([deliveries.number(7, 1), deliveries.number(7, 2)], ["7", "7 again"]);
  });
});
