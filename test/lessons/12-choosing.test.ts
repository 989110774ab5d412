import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Price } from "#dist/experiments/card/card.js";
import type { Run } from "#dist/lab/run.js";
import { load } from "#dist/lab/run-part.js";
import { answerOf, scoreSnippets, scoreTable, tenTimesApart } from "#dist/lessons/12-choosing.js";
import { DECIDERS, type Snippet, snippets } from "#dist/lessons/12-snippets.js";
import { madeUp, span } from "../figures/rows.js";

const price = (what: string, ns: number): Price => ({
  ...{ what, ns, lowNs: ns, highNs: ns, kind: "compute", samples: 9 },
});
const prices = [
  price("message", 15_000),
  price("start", 30e6),
  price("timer", 1.1e6),
  price("request", 0.2e6),
];
const named = (name: string) => snippets.find((it) => it.name === name)!;

/** Warm and cold runs that took so many ms, in each way. */
function runsOf(walls: Readonly<Record<string, number>>, more: Partial<Run> = {}): Run[] {
  return Object.entries(walls).flatMap(([way, wallMs]) => {
    const spans = [span({ startMs: 1000, endMs: 1000 + wallMs })];
    const startUpMs = way === "process" ? 100 : way === "worker" ? 40 : 0;
    const run = madeUp({ way, wallMs, spans, startUpMs, ...more });
    return [run, { ...run, warm: false }];
  });
}

const computes = runsOf({ single: 200, async: 200, worker: 104, process: 100 });

describe("the snippets", () => {
  it("are eight, each with its function, its parts, and a number that decides", async () => {
    assert.equal(snippets.length, 8);
    for (const { name, code, job, decides } of snippets) {
      assert.equal(code.name, name);
      await load(job);
      assert.ok(job.parts.length > 0 && decides.every((it) => DECIDERS.includes(it)), name);
    }
  });

  it("run and end", async () => {
    for (const { job, name } of snippets.filter(({ job }) => job.parts.length > 6)) {
      const run = await load(job);
      const outcome = await run(0, job.parts[0]);
      assert.ok("value" in outcome, name);
    }
  });
});

describe("the answer to a snippet", () => {
  const way = (snippet: Snippet, runs: readonly Run[]) => answerOf(snippet, runs).way;

  it("is the simplest way that nothing clearly beats", () => {
    assert.equal(way(named("thumbnail"), computes), "worker");
    const even = runsOf({ single: 110, async: 105, worker: 104, process: 100 });
    assert.equal(way(named("thumbnail"), even), "single");
  });

  it("counts the start-up if threads are started for this job alone", () => {
    assert.equal(
      way(named("quarterOfAReport"), runsOf({ single: 50, async: 50, worker: 25, process: 25 })),
      "single",
    );
    assert.equal(way(named("quarterOfAReport"), computes), "worker");
  });

  it("leaves out what blocks the event loop for too long, if it must react", () => {
    const beatsMs = Array.from({ length: 60 }, (_, i) => 1000 + 5 * i);
    const free = runsOf({ worker: 200, process: 200 }, { beatsMs });
    const blocked = runsOf({ single: 150, async: 150 });
    assert.equal(way(named("search"), [...blocked, ...free]), "worker");
  });

  it("does not charge `single` with the turns that the lab lets the event loop have", () => {
    const turns = madeUp({ way: "single", wallMs: 100, spans: [span({ endMs: 10 })] });
    const others = runsOf({ async: 9, worker: 60, process: 60 });
    assert.equal(way(named("hashTag"), [turns, ...others]), "single");
  });

  it("is none if other programs had the cores, unless it only waits", () => {
    const busy = { othersMs: 1e6 };
    const runs = runsOf({ single: 300, async: 25, worker: 150, process: 150 }, busy);
    assert.equal(way(named("thumbnail"), runs), null);
    assert.equal(way(named("translate"), runs), "async");
  });
});

describe("the score", () => {
  const answers = [answerOf(named("thumbnail"), computes)];
  const score = (way?: string, number?: string) =>
    scoreSnippets({ thumbnail: { way: way!, number: number! } }, answers);

  it("says what was right, and by how much another way is slower", () => {
    assert.match(
      score("worker", "cores busy"),
      /^thumbnail: you said worker, correct\n {2}cores busy decides: correct\. Only a second core/,
    );
    assert.match(
      score("async", "in progress"),
      /which takes 1\.9 times as long as worker\n {2}you said in progress; cores busy decides/,
    );
    assert.match(score("process", "cores busy"), /which is as fast, but worker is simpler/);
    assert.match(
      score("threads"),
      /you said threads, and worker was right\n {2}you said '', which is none of in progress/,
    );
  });

  it("says so if nothing was predicted", () => {
    assert.match(scoreSnippets({}, answers), /^No prediction yet/);
    assert.match(scoreSnippets(undefined as never, answers), /^No prediction yet/);
  });

  it("scores a decision table by what its ways take", () => {
    assert.equal(
      scoreTable({ computes: "async" }, answers),
      "thumbnail (computes): async, which takes 1.9 times as long as worker\n" +
        "Your table fits 0 of 1.",
    );
    assert.match(
      scoreTable({ computes: "worker" }, answers),
      /worker, correct\nYour table fits 1 of 1\.$/,
    );
    const spoilt = answerOf(
      named("thumbnail"),
      runsOf({ single: 9, worker: 9 }, { othersMs: 1e6 }),
    );
    assert.match(
      scoreTable({ computes: "worker" }, [...answers, spoilt]),
      /not judged, as other programs used the cores\nYour table fits 1 of 1; 1 not judged\.$/,
    );
    assert.match(
      scoreTable({ waits: "async" }, answers),
      /no way, and worker was right\nYour .* 0 of/,
    );
    assert.match(scoreTable({ waits: "" }, answers), /^No prediction yet\. /);
  });
});

describe("a card's rows", () => {
  it("must be there", () => {
    assert.throws(
      () => tenTimesApart(prices)({ little: "gone", much: "start" }),
      /Cannot find the price of 'gone' as the card has: 'message'/,
    );
  });

  it("justify a choice only if they are ten times apart", () => {
    const claim = tenTimesApart(prices);
    assert.deepEqual(claim({ little: "message", much: "start" }), {
      ok: true,
      says: "'message' takes 15 µs and 'start' 30 ms: 2,000 times as long.",
    });
    assert.equal(claim({ little: "request", much: "timer" }).ok, false);
  });
});
