import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fourWays from "#dist/words/lessons/01-four-ways.js";
import * as eventLoop from "#dist/words/lessons/02-the-event-loop.js";
import * as waiting from "#dist/words/lessons/03-waiting-well.js";
import * as gil from "#dist/words/lessons/04-the-gil.js";
import * as moving from "#dist/words/lessons/05-moving-data.js";
import * as chunks from "#dist/words/lessons/06-pools-and-chunks.js";
import * as sharing from "#dist/words/lessons/07-sharing-and-breaking.js";
import * as choosing from "#dist/words/lessons/12-choosing.js";
import * as check from "#dist/words/lessons/check.js";
import * as pictures from "#dist/words/lessons/pictures.js";
import * as claims from "#dist/words/lessons/run-claims.js";
import * as scores from "#dist/words/lessons/scores.js";

describe("verdicts say what was measured, what was wanted, what to look at", () => {
  it("of one and of several", () => {
    assert.match(claims.threads.few(1, 3), /^Only 1 thread took part, wanted at least 3: use /);
    assert.match(
      claims.mainThread.busy(1, 1),
      /^The main thread computed 1 of 1 part, wanted none/,
    );
    assert.match(
      waiting.limit.broken(9, 5),
      /^The server held 9 requests at once, wanted at most 5/,
    );
    assert.equal(waiting.asked.wrong(2, 1), "The server was asked for /2 1 time, wanted once.");
    assert.match(waiting.answers.missing(0, 1), /^Your function was done after 0 of 1 answer\. /);
    assert.equal(chunks.parts.wrongNumber(1, 4), "There is 1 part, wanted 4.");
    assert.match(chunks.lanes.empty(1, 2), /^With 1 lane it takes 2\.0 times/);
    assert.match(gil.cores(1, 1.04), /^you said 1 core busy, it was 1\.0\.$/);
    assert.match(gil.cores(0.5, 2, "several"), /^you said 0\.5 cores busy, it was 2\.0: several /);
    const few = { schedules: 1, states: 1, complete: true, outcomes: [], race: null, wait: null };
    assert.equal(sharing.inAll("No race", few), "No race: in the only schedule.");
    const seen = { ...few, schedules: 2, complete: false };
    const example = { schedule: "AB", end: "x = 1" };
    assert.equal(sharing.inSome("Wrong", 1, seen, example), "Wrong in 1 of 2 seen schedules. In AB: x = 1."); // biome-ignore format: short
  });

  it("of gaps, times and gains", () => {
    assert.match(
      eventLoop.yields.no(30, 24),
      /^Longest gap 30 ms, wanted at most 24 ms \(three sl/,
    );
    assert.equal(eventLoop.cost.much(1.3, 1.1), "1.30 times as long, wanted at most 1.10. Yield less often."); // biome-ignore format: short
    assert.match(moving.pays.no(0.8), /^Not faster: speed-up 0\.8, wanted above 1\. /);
    assert.match(fourWays.gain.some(1.4, 1.1), /speed-up 1\.4 with workers, wanted at most 1\.1/);
    assert.match(
      chunks.work.uneven(1.5, 0.4, 1.2),
      /1\.50 times .*, the smallest 0\.40; wanted at/,
    );
  });

  it("and on one core, or a busy machine, why they judge nothing", () => {
    for (const says of [
      claims.parallel.oneCore,
      fourWays.cause.oneCore,
      moving.pays.oneCore("worker"),
    ]) {
      // biome-ignore format: short
      assert.match(says, /^Skipped: .*one core/);
    }
    assert.equal(check.disturbed(1.44), "Not judged: other programs used 1.4 cores. Close them and run this cell again."); // biome-ignore format: short
    assert.match(check.tooLong(20_000), /^It was still running after 20 s, so we stopped it\. /);
    assert.deepEqual([true, false, null].map((ok) => check.line({ ok, says: "it" })), ["✓ it", "✗ it", "– it"]); // biome-ignore format: short
  });
});

describe("scores say what was said and what was measured", () => {
  it("of factors, by how much they are off", () => {
    assert.equal(scores.speedUp("worker", 4, 2, 1.25), "worker: you said 4, it was 2: twice too high."); // biome-ignore format: short
    assert.equal(scores.speedUp("worker", 2, 2.1, 1.25), "worker: you said 2, it was 2.1: right.");
    assert.match(
      scores.growth("clone", 10, 900, 5),
      /you said 10 times .* it was 900: 90 times too low/,
    );
  });

  it("of letters, sketches and fates", () => {
    assert.equal(scores.letters("AB", "ba"), "You said AB, but it was ba.");
    assert.equal(scores.letters("BA", "ba"), "You said BA. Correct.");
    assert.match(scores.noLetter(["A", "B", "C"]), /^No prediction yet\. Write A, B or C above/);
    assert.equal(scores.sketch.right("B", pictures.endToEnd.means), "You said B. Correct: a part starts when the one before it has ended."); // biome-ignore format: short
    const wrong = scores.sketch.wrong(
      "A",
      pictures.sideBySide,
      pictures.against.atOnce(2),
      undefined,
    );
    assert.match(wrong, /^You said A \(all at once: .*\)\. But 2 parts .*: it was none of them\.$/);
    assert.equal(scores.fate("Map", "Clone", "clone"), "Map: you said Clone, correct.");
  });

  it("of a way and the number that decides", () => {
    assert.equal(choosing.decider.wrong("bytes sent", ["a", "b"]), "you said bytes sent; a and b decide"); // biome-ignore format: short
    assert.match(choosing.decider.wrong("x", ["a"]), /; a decides$/);
    assert.equal(choosing.table.fits(1, 2, 1), "Your table fits 1 of 2; 1 not judged.");
    assert.equal(choosing.table.fits(2, 2, 0), "Your table fits 2 of 2.");
    const rows = [{ what: "a", ns: 2 }, { what: "b", ns: 40 }] as const; // biome-ignore format: short
    assert.equal(choosing.prices(...rows, true), "'a' takes 2 ns and 'b' 40 ns: 20 times as long.");
  });
});
