import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deliveriesOf, happenings } from "#dist/figures/deliveries.js";
import { lanes } from "#dist/figures/lanes.js";
import { inProgress, type Run } from "#dist/lab/run.js";
import { madeUp, queued, span, trace } from "./rows.js";

const run = queued();
const since = (moments: readonly number[]) => moments.map((at) => Math.round(at - run.startMs));
const of = (part: number, its: Run = run) =>
  deliveriesOf(its).find((it) => it.part === part && it.unused)!;

/** A run of one part on host 0 in 1 s, delivered a second time after 300 ms. */
function lost(first: object, more: object = {}): Run {
  const unused = { part: 0, attempt: 1, host: 0, startMs: 0, signsMs: [], refusedMs: null };
  return madeUp({
    ...{ way: "queue", wallMs: 1000 },
    spans: [span({ host: 1, attempt: 2, startMs: 1300, endMs: 1500 })],
    deliveries: {
      leaseMs: 200,
      hosts: ["a", "b"].map((name) => ({ name, offsetMs: 0, errorMs: 0 })),
      events: [],
      unused: [{ ...unused, ...first }],
      ...more,
    },
  });
}

describe("deliveries whose answers were not used", () => {
  it("end when the lease has, counted from the last sign", () => {
    const { startMs, endMs, unused } = of(16);
    assert.deepEqual(since([startMs, endMs, unused!.givenUpMs]), [530, 1060, 1060]);
    assert.deepEqual(unused!.silent.map(since), [[560, 1060]]);
    assert.equal(unused!.refused, false);
  });

  it("end with their refusal, after they were given up; a sign ends the silence", () => {
    const { endMs, unused } = of(7);
    assert.deepEqual(since([endMs, unused!.givenUpMs]), [1405, 950]);
    assert.deepEqual(unused!.silent.map(since), [[450, 1401]]);
    assert.equal(unused!.refused, true);
  });

  it("end when their host leaves, or when their part is delivered again, if that comes first", () => {
    const event = { host: 0, atMs: 150, kind: "left" as const };
    const left = of(0, lost({ signsMs: [100] }, { events: [event] }));
    assert.deepEqual([left.endMs, left.unused!.silent], [1150, []]);
    // Another host's leaving, or one before it began, says nothing of it.
    for (const other of [
      { ...event, host: 1 },
      { ...event, atMs: -1 },
    ]) {
      assert.equal(of(0, lost({ signsMs: [90] }, { events: [other] })).endMs, 1290);
    }
    assert.equal(of(0, lost({ signsMs: [150] })).endMs, 1300);
  });

  it("are counted by their starts, whatever their broker has counted", () => {
    const its = lost({ attempt: 4 });
    const told = deliveriesOf(its).map(({ attempt, unused }) => [attempt, unused !== undefined]);
    assert.deepEqual(told, [[2, false], [1, true]]); // biome-ignore format: short
    assert.equal(lanes(its).data.filter(({ name }) => name === "delivered again").length, 1);
  });

  it("end with the run at the latest, and never before they begin", () => {
    const late = lost({ part: 3, startMs: 950 });
    assert.deepEqual([of(3, late).startMs, of(3, late).endMs], [1950, 2000]);
    const after = lost({ part: 3, startMs: 1100 });
    assert.deepEqual([of(3, after).startMs, of(3, after).endMs], [2100, 2100]);
  });
});

describe("what happened to hosts", () => {
  it("is told in order, a thawing with its freeze, nothing before or after the run", () => {
    const told = happenings(run).map(({ kind, atMs, forMs }) => [kind, atMs, forMs]);
    assert.deepEqual(told, [["joined", 80, 0], ["frozen", 500, 900], ["killed", 610, 0]]); // biome-ignore format: short
    const event = { host: 0, atMs: 900, kind: "frozen" as const };
    const [frozen, ...others] = happenings(lost({}, { events: [event, { ...event, atMs: 1001 }, { ...event, atMs: 0 }] })); // biome-ignore format: short
    assert.deepEqual([frozen?.forMs, others], [100, []]);
    const killed = { host: 0, atMs: 950, kind: "killed" as const };
    assert.equal(happenings(lost({}, { events: [event, killed] }))[0]?.forMs, 50);
  });
});

describe("lanes of a queue", () => {
  const figure = lanes(run);
  const lane = (name: string) => figure.table.find((row) => row.lane === name)!;

  it("has a lane per host, also for one that ran nothing, and counts only parts that were used", () => {
    const idle = lost({ host: 1 });
    assert.deepEqual(lanes(idle).table.map((row) => [row.lane, row.parts]), [["a", 0], ["b", 1]]); // biome-ignore format: short
    assert.equal(
      figure.table.reduce((sum, row) => sum + Number(row.parts), 0),
      40,
    );
    assert.equal(trace(figure.data, "part")!.x.length, 40);
    assert.equal(trace(figure.data, "delivery")!.x.length, 44);
    assert.equal(inProgress(run), (40 * 250) / 2140);
  });

  it("says in its table what became of each host's deliveries, and the bound of its clock", () => {
    const facts = ["answers not used", "answers refused", "what happened", "clock wrong by at most (ms)"] as const; // biome-ignore format: short
    const told = (name: string) => facts.map((column) => lane(name)[column]);
    assert.deepEqual(told("host A"), [0, 0, "–", 0.2]);
    assert.deepEqual(told("host B"), [2, 0, "killed at 610 ms", 0.3]);
    assert.deepEqual(told("host C"), [2, 2, "frozen at 500 ms for 900 ms", 0.4]);
  });

  it("draws an arrow from each lost delivery to the next, in the lane of its host", () => {
    const arrows = figure.data.filter(({ name }) => name === "delivered again");
    assert.deepEqual(arrows.map(({ x }) => x), [[1060, 1110], [1060, 1110], [950, 1035], [950, 1035]]); // biome-ignore format: short
    const bars = trace(figure.data, "delivery")!;
    const from = arrows.map(({ y }) => (y as number[])[0]!);
    assert.ok(from.every((y) => bars.y.includes(y)));
    assert.deepEqual(trace(figure.data, "refused")!.x, [1405, 1405]);
  });

  it("writes words of one host over each other nowhere, and no name as markup", () => {
    const events = [0, 10, 20, 990].map((atMs) => ({ host: 0, atMs: atMs + 1, kind: "left" as const })); // biome-ignore format: short
    const hosts = ["<b>machine with a long name", "b"].map((name) => ({ name, offsetMs: 0, errorMs: 0 })); // biome-ignore format: short
    const { layout } = lanes(lost({}, { events, hosts }));
    const texts = (layout.annotations as { text: string }[]).map(({ text }) => text);
    assert.deepEqual(texts.slice(1), ["left, left, left", "left"]);
    const { ticktext } = layout.yaxis as { ticktext: string[] };
    assert.ok(ticktext.includes("&lt;b>machine wi…"), `${ticktext}`);
  });

  it("draws a part that was lost with its host, and whose place nobody knows", () => {
    const fault = { name: "Error", message: "delivered 5 times", stack: "" };
    const unknown = { ...lost({}), spans: [span({ startMs: 1000, endMs: 1500, fault })] };
    assert.deepEqual(lanes(unknown).table.map((row) => [row.lane, row.failed]), [["a", 0], ["b", 0], ["unanswered", 1]]); // biome-ignore format: short
    // It is no delivery: it was delivered once, in vain.
    assert.match(lanes(unknown).title, /^queue: 1 delivery of 1 part$/);
  });

  it("stays readable with 30 hosts and 300 parts", () => {
    const hosts = Array.from({ length: 30 }, (_, i) => ({ name: `host ${i}`, offsetMs: 0, errorMs: 0 })); // biome-ignore format: short
    const spans = Array.from({ length: 300 }, (_, part) => {
      const startMs = 1000 + 100 * Math.floor(part / 30);
      return span({ part, host: part % 30, attempt: 1, startMs, endMs: startMs + 90 });
    });
    const wide = lanes({ ...lost({}, { hosts, unused: [] }), spans });
    assert.ok(wide.layout.height < 1000, `${wide.layout.height}`);
    assert.equal(wide.table.length, 30);
  });
});
