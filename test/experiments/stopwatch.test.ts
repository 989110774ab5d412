import assert from "node:assert/strict";
import test from "node:test";
import { time, uncompiledCopy } from "#dist/experiments/stopwatch.js";
import { coresBusy, wallMs } from "#dist/lab/run.js";

const nap = (ms: number) => new Promise((resolve) => setTimeout(() => resolve(ms), ms));
const spin = (ms: number) => {
  const end = process.cpuUsage().user + ms * 1000;
  while (process.cpuUsage().user < end);
  return ms;
};

test("what is promised is waited for, every time, one call after another", async () => {
  let running = 0;
  let most = 0;
  const rows = await time(
    async () => {
      most = Math.max(most, ++running);
      await nap(20);
      running--;
      return "done";
    },
    { repeats: 3, label: "nap" },
  );
  assert.deepEqual(
    rows.map(({ job, round, answer }) => [job, round, answer]),
    [0, 1, 2].map((round) => ["nap", round, "done"]),
  );
  assert.equal(most, 1);
  for (const row of rows) assert.ok(wallMs(row) >= 19, `${wallMs(row)} ms for a nap of 20`);
});

test("computing uses CPU time, sleeping does not", async () => {
  const [busy] = await time(() => spin(60), { repeats: 1 });
  const [idle] = await time(() => nap(60), { repeats: 1 });
  assert.ok(busy!.cpuMs >= 50, `${busy!.cpuMs} ms of CPU time in a loop of 60 ms`);
  assert.ok(coresBusy(idle!) < 0.5, `${coresBusy(idle!)} cores busy asleep`);
});

test("warm-ups are called and not timed; equal answers are kept once", async () => {
  let called = 0;
  const rows = await time(() => [++called > 0], { repeats: 2, warmUps: 3 });
  assert.equal(called, 5);
  assert.deepEqual([rows.length, rows[0]!.warm], [2, true]);
  assert.equal(rows[0]!.answer, rows[1]!.answer);
});

test("what the function throws comes through", async () => {
  const broken = () => Promise.reject(new Error("no"));
  await assert.rejects(time(broken, { repeats: 2 }), /^Error: no$/);
});

test("a promise in place of a function, and no repeats, are refused", async () => {
  await assert.rejects(
    time(nap(1) as never, { repeats: 1 }),
    /must be a function.*\(\) => work\(\)/,
  );
  await assert.rejects(time(spin as never, { repeats: 0 }), /'repeats' must be an integer/);
  await assert.rejects(time(spin as never, {} as never), TypeError);
});

test("a uncompiledCopy copy is another function of the same text", () => {
  function twice(n: number): number {
    return 2 * n;
  }
  const copy = uncompiledCopy(twice);
  assert.notEqual(copy, twice);
  assert.equal(copy(21), 42);
  assert.throws(() => uncompiledCopy({ method() {} }.method), SyntaxError);
});
