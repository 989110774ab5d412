import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bestWidth,
  fitLaw,
  type Law,
  lawInWords,
  lawMs,
  type Times,
} from "#dist/experiments/laws.js";
import type { Run } from "#dist/lab/run.js";
import { madeUp } from "../figures/rows.js";

/** The same numbers in every run: from 0 to 1. */
let x = 4711;
function random(): number {
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  return (x >>> 0) / 2 ** 32;
}

const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Longer now and then, never shorter: as times of a machine are. */
const skewed = () => -Math.log(1 - random());

type Noise = () => number;
const quiet: Noise = () => 0;

/** Runs that follow a law, with noise of some percent of the time. */
function runsOf(
  times: Times,
  widths: readonly number[],
  noise: Noise,
  more: Partial<Run> = {},
): Run[] {
  return widths.flatMap((width) =>
    Array.from({ length: 4 }, (_, round) => {
      const wallMs = lawMs(times, width) * (1 + 0.03 * noise());
      return madeUp({ way: "async", width, round, wallMs, busy: 0.01, ...more });
    }),
  );
}

const widths = [1, 2, 4, 8, 16, 32];
const tenth: Times = { aloneMs: 100, sharedMs: 900, eachMs: 0 };
const law = (runs: readonly Run[], each = false) => {
  const fitted = fitLaw(runs, { each });
  assert.ok("share" in fitted, `${"why" in fitted && fitted.why}`);
  return fitted as Law;
};

describe("fitLaw", () => {
  it("finds a known law again where there is no noise", () => {
    const found = law(runsOf(tenth, widths, quiet));
    assert.ok(Math.abs(found.share - 0.1) < 1e-9);
    assert.ok(found.misfit < 1e-9 && found.tested);
    const three = law(runsOf({ aloneMs: 10, sharedMs: 800, eachMs: 15 }, widths, quiet), true);
    assert.ok(Math.abs(three.eachMs - 15) < 1e-6 && Math.abs(three.aloneMs - 10) < 1e-6);
  });

  for (const [name, noise] of [
    ["bell-shaped", bell],
    ["skewed", skewed],
  ] as const) {
    it(`holds the true share in about 90 of 100, with ${name} noise`, () => {
      const cases = [
        { times: tenth, at: widths, each: false },
        { times: { aloneMs: 0, sharedMs: 400, eachMs: 0 }, at: [1, 2], each: false },
        { times: { aloneMs: 250, sharedMs: 250, eachMs: 0 }, at: [1, 2, 4], each: false },
        { times: { aloneMs: 50, sharedMs: 900, eachMs: 10 }, at: widths, each: true },
      ];
      for (const { times, at, each } of cases) {
        const share = times.aloneMs / (times.aloneMs + times.sharedMs);
        let held = 0;
        for (let round = 0; round < 400; round++) {
          const { bounds } = law(runsOf(times, at, noise), each);
          held += Number(bounds[0] <= share && share <= bounds[1]);
        }
        // 400 draws of 0.9 are between 0.86 and 0.94, 99 times in 100; clipped at 0 it holds more.
        const most = share === 0 ? 1 : 0.95;
        assert.ok(held >= 0.855 * 400 && held <= most * 400, `${held} of 400 for ${share}`);
      }
    });
  }

  it("gives no time below zero", () => {
    const { aloneMs, share } = law(
      runsOf({ aloneMs: -40, sharedMs: 900, eachMs: 0 }, [1, 2, 4], quiet),
    );
    assert.deepEqual([aloneMs, share], [0, 0]);
  });

  it("shows by its misfit that a law is the wrong one", () => {
    const runs = runsOf({ aloneMs: 0, sharedMs: 800, eachMs: 18 }, widths, quiet);
    assert.ok(law(runs).misfit > 0.2);
    assert.ok(law(runs, true).misfit < 1e-6);
  });

  it("does not call a law tested that rests on as many widths as it has terms", () => {
    const two = law(runsOf(tenth, [1, 2], bell));
    assert.equal(two.tested, false);
    assert.match(lawInWords(two), /which any such law fits: not tested\.$/);
  });

  it("refuses too few widths", () => {
    const why = (runs: readonly Run[], each: boolean) => lawInWords(fitLaw(runs, { each }));
    assert.equal(
      why(runsOf(tenth, [4], quiet), false),
      "No law: it needs 2 concurrency limits or more, and there are 1.",
    );
    assert.match(
      why(runsOf(tenth, [1, 2, 4], quiet), true),
      /needs 4 concurrency limits or more, and there are 3/,
    );
    const twoCores = { busy: 1, cores: 2 };
    assert.match(why(runsOf(tenth, widths, quiet, twoCores), true), /the cores here allow 2/);
  });

  it("leaves out computing runs that others disturbed, and refuses where too few are left", () => {
    const computing = { busy: 1, cores: 8, othersMs: 0 };
    const calm = runsOf(tenth, [1, 2, 4], quiet, computing);
    const disturbed = runsOf({ aloneMs: 0, sharedMs: 9000, eachMs: 0 }, [1, 2, 4], quiet, {
      ...computing,
      othersMs: 1000,
    });
    assert.ok(Math.abs(law([...calm, ...disturbed]).share - 0.1) < 1e-9);
    assert.match(lawInWords(fitLaw(disturbed)), /other programs used the cores/);
    const oneEach = [1, 2, 4].map((width) => calm.find((run) => run.width === width)!);
    assert.match(lawInWords(fitLaw([...oneEach, ...disturbed])), /two undisturbed runs/);
  });

  it("judges waiting by all runs: nobody can take cores away from it", () => {
    assert.ok(law(runsOf(tenth, widths, quiet, { othersMs: 1e5, cores: 1 })).tested);
  });

  it("refuses runs of several jobs, and what are no runs", () => {
    const other = runsOf(tenth, widths, quiet, { job: "other" });
    assert.throws(() => fitLaw([...other, ...runsOf(tenth, widths, quiet)]), /must be of one job/);
    assert.throws(() => fitLaw([]), RangeError);
    assert.throws(() => fitLaw([{}] as never), TypeError);
  });
});

describe("a law in words", () => {
  it("says the share, the limit, the price of each further one, and what it rests on", () => {
    const runs = runsOf({ aloneMs: 100, sharedMs: 900, eachMs: 9 }, widths, quiet);
    assert.equal(
      lawInWords(law(runs, true)),
      "Of 1000 ms, 100 ms are serial: 10 % (nine times in ten between 10 % and 10 %). " +
        "The speed-up stays below 10.0. Each further part in progress costs 9.0 ms: " +
        "fastest with a limit of about 10. It rests on 6 concurrency limits (1, 2, 4, 8, 16, 32), and is 0.0 % off at the worst.",
    );
    assert.equal(bestWidth(tenth), Number.POSITIVE_INFINITY);
  });
});
