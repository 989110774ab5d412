// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { everySchedule } from "#dist/experiments/schedules/every.js";
import type { Real } from "#dist/experiments/schedules/for-real.js";
import { play } from "#dist/experiments/schedules/play.js";
import type { Steps } from "#dist/experiments/schedules/step.js";
import { outcomes } from "#dist/figures/outcomes.js";
import { schedule } from "#dist/figures/schedule.js";
import { add, back, left, right, there } from "../experiments/schedules/programs.js";
import { trace } from "./rows.js";

const flags = { x: 0, y: 0 };

describe("schedule", () => {
  it("draws a box per step, and below them what the variable holds", async () => {
    const { title, data, alt, table, layout } = schedule(await play([add, add], { x: 0 }, "ABAB"));
    assert.equal(title, "ABAB: x = 1; a store of A is lost");
    const boxes = trace(data, "box")!;
    assert.deepEqual(boxes.text, [
      ...["load<br>x → 0", "store<br>x = 1", "load<br>x → 0", "store<br>x = 1"],
      ...["0", "1"],
    ]);
    assert.deepEqual(boxes.base, [0, 2, 1, 3, 0, 2.5]);
    assert.deepEqual(boxes.x, [1, 1, 1, 1, 2.5, 1.5]);
    const axis = layout.xaxis as { ticktext: string[]; title: { text: string } };
    assert.deepEqual(axis.ticktext, ["A", "B", "A", "B"]);
    assert.match(axis.title.text, /orange: overwrites what it has not seen/);
    assert.match(
      alt,
      /A: load x → 0; B: load x → 0; A: store x = 1; B: store x = 1, over A's store/,
    );
    assert.deepEqual(table[3], {
      step: 4,
      who: "B",
      does: "store x = 1",
      x: "1",
      "on its way": "",
      "cannot go on": "",
    });
  });

  it("draws the overwriting store, and no other, in a colour of its own", async () => {
    const colors = async (letters: string) => {
      const [boxes] = schedule(await play([add, add], { x: 0 }, letters)).data;
      const { line } = boxes!.marker as { line: { color: string[] } };
      return new Set(line.color.slice(0, 4)).size;
    };
    assert.equal(await colors("ABAB"), 2);
    assert.equal(await colors("AABB"), 1);
  });

  it("draws a store that is on its way from its step to its arrival", async () => {
    const played = await play([left, right], flags, "AABBab", { buffers: true });
    const { data, layout } = schedule(played);
    const names = (layout.yaxis as { ticktext: string[] }).ticktext;
    assert.deepEqual(names, [
      "<b>A</b> left",
      "A's buffer",
      "<b>B</b> right",
      "B's buffer",
      "x",
      "y",
    ]);
    const boxes = trace(data, "box")!;
    const at = boxes.text.indexOf("x = 1");
    assert.deepEqual([boxes.base[at], boxes.x[at]], [1, 4]);
  });

  it("draws who waits, to the end if nobody can go on", async () => {
    const { title, data } = schedule(await play([there, back], {}, "AB"));
    assert.equal(title, 'AB: stuck: A waits at lock("b"), B waits at lock("a")');
    const boxes = trace(data, "box")!;
    assert.deepEqual(
      boxes.text.flatMap((text, i) => (text === "waits" ? [[boxes.base[i], boxes.x[i]]] : [])),
      [
        [2, 1],
        [2, 1],
      ],
    );
  });

  it("marks Atomics by a thick line, and breaks their long names", async () => {
    function* swap({ Atomics }: Steps) {
      yield Atomics.compareExchange("x", 0, 5);
    }
    const [boxes] = schedule(await play([swap], { x: 0 }, "A")).data;
    const { text, marker } = boxes as { text: string[]; marker: { line: { width: number[] } } };
    assert.equal(text[0], "compare<br>Exchange<br>x: 0 to 5 → 0");
    assert.ok(marker.line.width[0]! > 2);
  });

  it("draws what an async function does to shared variables", async () => {
    async function visitor({ shared, answer }: Steps) {
      const before = Number(shared.total);
      shared.total = before + Number(await answer(1));
    }
    const { title, data } = schedule(await play([visitor, visitor], { total: 0 }, "AB"));
    assert.equal(title, "AB: total = 1; a store of A is lost");
    assert.ok(trace(data, "box")!.text.includes("answer<br>total = 1"));
  });

  it("draws before the first step, too", async () => {
    assert.equal(schedule(await play([add, add], { x: 0 }, "")).title, "No step yet: so far x = 0");
  });
});

describe("outcomes", () => {
  const real = (rows: readonly (readonly [gave: number[], rounds: number])[], cores = 2): Real => ({
    rounds: rows.reduce((sum, [, rounds]) => sum + rounds, 0),
    wanted: 1000,
    outcomes: rows.map(([gave, rounds]) => ({
      fate: "ended" as const,
      memory: { x: 1, y: 1 },
      gave,
      rounds,
    })),
    cores,
  });

  it("says in words how many schedules lead to each end, and draws no bar of them", async () => {
    const { title, data, layout, table } = outcomes(await everySchedule([add, add], { x: 0 }));
    assert.equal(title, "In 4 of 6 schedules: x = 1; in 2: x = 2");
    assert.deepEqual(
      data.map(({ name }) => name),
      ["schedules"],
    );
    assert.deepEqual(
      (layout.annotations as { text: string }[]).map(({ text }) => text),
      ["in 4 of 6 schedules, such as BAAB", "in 2 of 6 schedules, such as AABB"],
    );
    assert.match(JSON.stringify(layout.xaxis), /a share of schedules is no probability/);
    assert.deepEqual(table[0], {
      end: "x = 1",
      schedules: 4,
      "of schedules": 6,
      "such as": "BAAB",
    });
  });

  it("draws the share of real rounds, and says what no schedule explains", async () => {
    const every = await everySchedule([left, right], flags);
    const seen = real([
      [[0, 0], 200],
      [[0, 1], 500],
      [[1, 0], 300],
    ]);
    const { title, data } = outcomes(every, seen);
    assert.equal(
      title,
      "A returned 0, B returned 0: in 20 % of the real rounds, and in no schedule",
    );
    const bars = trace(data, "real rounds")!;
    assert.deepEqual(bars.x, [20, 50, 30, 0]);
    assert.deepEqual(bars.text, ["20 %", "50 %", "30 %", "not seen"]);
    const { marker } = trace(data, "schedules") as unknown as { marker: { symbol: string[] } };
    assert.deepEqual(marker.symbol, ["circle-open", "circle", "circle", "circle"]);
    const buffered = await everySchedule([left, right], flags, { buffers: true });
    assert.match(outcomes(buffered, seen).title, /^In .* of 1,000 real rounds: /);
  });

  it("says what one core cannot show", async () => {
    const every = await everySchedule([left, right], flags);
    const key = (cores: number) =>
      JSON.stringify(outcomes(every, real([[[0, 1], 9]], cores)).layout.xaxis);
    assert.match(key(1), /one core: threads only take turns/);
    assert.doesNotMatch(key(2), /one core/);
    assert.match(key(2), /other programs were busy: of 1,000 rounds only these/);
  });

  it("names who is stuck, and tells a part of the schedules from all", async () => {
    const stuck = outcomes(await everySchedule([there, back], {}));
    assert.equal(stuck.title, "In 4 of 6 schedules: all have ended; in 2: stuck");
    function* many(steps: Steps) {
      for (let i = 0; i < 9; i++) yield* add(steps);
    }
    const some = await everySchedule([many, many], { x: 0 }, { mostStates: 200 });
    assert.match(outcomes(some).title, /seen schedules/);
  });
});
