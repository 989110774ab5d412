import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { timings } from "#dist/figures/timings.js";
import { madeUp, numbersOf, repeated, trace } from "./rows.js";

const single = repeated("single", [100, 102, 101]);
const worker = repeated("worker", [50, 52, 51], { width: 4, startUpMs: 40 });

describe("timings", () => {
  it("draws the median of the warm work, the start-up behind it and every repeat", () => {
    const cold = madeUp({ way: "worker", width: 4, wallMs: 80, warm: false, startUpMs: 40 });
    const { data } = timings([...single, cold, ...worker]);
    assert.deepEqual(trace(data, "work")?.x, [101, 51]);
    assert.deepEqual(trace(data, "start-up")?.base, [101, 51]);
    assert.deepEqual(trace(data, "start-up")?.x, [0, 40]);
    const dots = data.filter(({ name }) => name === "repeat" || name === "cold");
    assert.deepEqual(
      dots.map(({ x }) => x),
      [[100, 102, 101], [], [50, 52, 51], [80]],
    );
  });

  it("says in its title who is fastest, and how many cores were busy", () => {
    const { title } = timings([
      ...single,
      ...repeated("worker", [50, 52], { cpuMs: 95, width: 4 }),
    ]);
    assert.equal(title, "worker × 4: 2.0 times as fast as single; 1.9 cores busy");
  });

  it("names no winner where the ranges overlap", () => {
    const process = repeated("process", [51, 55], { width: 4 });
    assert.match(
      timings([...single, ...worker, ...process]).title,
      /^worker × 4 and process × 4: /,
    );
    const slow = repeated("async", [101, 99, 103]);
    assert.equal(timings([...single, ...slow]).title, "No way is clearly faster than single");
    const unsure = repeated("worker", [49, 51, 104], { width: 4 });
    const sure = repeated("process", [60, 61, 63], { width: 4 });
    assert.match(timings([...single, ...unsure, ...sure]).title, /^process × 4: 1\.\d times/);
  });

  it("says so where nothing beats being alone", () => {
    const slow = repeated("worker", [200, 201], { width: 4 });
    assert.equal(timings([...single, ...slow]).title, "single alone is fastest; next worker × 4");
    const unsure = repeated("process", [99, 300, 301], { width: 4 });
    const rows = [...single, ...slow, ...unsure];
    assert.equal(timings(rows).title, "No way is clearly faster than single");
  });

  it("leaves the slowest and fastest tenth out from ten samples on", () => {
    const walls = [...Array(9).fill(50), 500];
    const outlier = repeated("worker", walls, { width: 4 });
    const ten = repeated("single", Array(10).fill(100));
    assert.match(timings([...ten, ...outlier]).title, /^worker × 4: 2.0 times/);
    assert.match(timings([...ten, ...outlier.slice(1)]).title, /^No way is clearly faster/);
  });

  it("takes the cold runs where there is no warm one", () => {
    const { data, table } = timings([madeUp({ warm: false, wallMs: 70 })]);
    assert.deepEqual(trace(data, "work")?.x, [70]);
    assert.equal(table[0]?.["work, cold (ms)"], "–");
  });

  it("compares each job and each language with its own single run", () => {
    const other = repeated("async", [10, 11], { job: "requests", width: 60 });
    const base = repeated("single", [300, 301], { job: "requests" });
    const python = [...repeated("python", [900, 901]), ...repeated("python threads", [950, 990])];
    const { table, title } = timings([...single, ...base, ...other, ...python]);
    assert.deepEqual(
      table.map((row) => row["times as fast"]),
      ["1.0", "1.0", "29", "1.0", "0.9"],
    );
    assert.match(title, /requests: async × 60: 29 times as fast as single/);
    assert.match(title, /primes: python alone is fastest/);
  });

  it("draws guesses as diamonds at the time they imply, and only those that are numbers", () => {
    const all = [...single, ...worker, ...repeated("async", [100, 101])];
    const guess = { worker: 4, async: -1, single: "fast", process: 2 };
    const { data } = timings(all, { guess });
    assert.deepEqual(trace(data, "guess")?.x, [101 / 4]);
    assert.match(String(trace(data, "guess")?.text), /guess: 4\.0 ×/);
    assert.equal(
      trace(timings(all, { guess: { async: Number.NaN, worker: 0 } }).data, "guess"),
      undefined,
    );
  });

  it("keeps an absurd guess from stretching the axis", () => {
    const plain = timings([...single, ...worker]);
    const guessed = timings([...single, ...worker], { guess: { worker: 1e-6 } });
    const range = (figure: typeof plain) => (figure.layout.xaxis as { range: number[] }).range;
    assert.deepEqual(range(guessed), range(plain));
    assert.ok(trace(guessed.data, "guess")!.x[0]! <= range(plain)[1]!);
  });

  it("holds no NaN and no infinity, even for runs that took no time", () => {
    const none = madeUp({ wallMs: 0, busy: 0 });
    const { data, layout } = timings([none, madeUp({ way: "worker", width: 64, wallMs: 0 })]);
    for (const number of numbersOf([data, layout])) assert.ok(Number.isFinite(number));
  });

  it("lets a job's name be no markup", () => {
    const { layout } = timings([madeUp({ job: "<img onerror=alert(1)>" })]);
    assert.doesNotMatch(JSON.stringify(layout), /<img/);
  });

  it("refuses what is no list of runs", () => {
    const empty = "Cannot draw timings as 'runs' must hold a run or more: current value is []";
    assert.throws(() => timings([]), { name: "RangeError", message: empty });
    assert.throws(() => timings({} as never), TypeError);
    assert.throws(() => timings([undefined] as never), TypeError);
  });
});
