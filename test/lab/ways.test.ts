import assert from "node:assert/strict";
import { loadavg } from "node:os";
import { test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { usableCores } from "#dist/lab/machine.js";
import { run } from "#dist/lab/measure.js";
import { coresBusy, inProgress, mostInProgress } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";

const everyWay = [
  way.single(),
  way.async(),
  way.async(3),
  way.worker(1),
  way.worker(4),
  way.process(1),
  way.process(3),
];

for (const options of [
  { from: 12_345, upTo: 76_543, parts: 7 },
  { from: 2, upTo: 5, parts: 9 },
  { from: 24, upTo: 28, parts: 2 },
  { from: 1, upTo: 1, parts: 1 },
]) {
  test(`every way gives the same list for ${JSON.stringify(options)}`, async () => {
    const { answer } = await run(primes(options), way.single());
    for (const its of everyWay) {
      assert.deepEqual((await run(primes(options), its)).answer, answer, its.name);
    }
  });
}

// 150 ms of one core, long enough for the threads to meet; gives what the thread believes it is.
const compute = fromFunction(
  async function compute() {
    const { threadId } = await import("node:worker_threads");
    let sum = 0;
    for (let i = 0; i < 1.5e8; i++) sum += i % 3;
    return `${process.pid} ${threadId} ${sum > 0}`;
  },
  { parts: [0, 1, 2, 3] },
);
const wait = fromFunction(
  async (ms: number) => {
    await new Promise((done) => setTimeout(done, ms));
    return ms;
  },
  { parts: [200, 200, 200, 200] },
);
const places = (run: Awaited<ReturnType<typeof import("#dist/lab/measure.js").run>>) =>
  new Set(run.spans.map((span) => `${span.pid} ${span.threadId}`));

test("single and async compute on the main thread and keep one core busy at most", async () => {
  for (const its of [way.single(), way.async()]) {
    const row = await run(compute, its);
    assert.deepEqual([...places(row)], [`${process.pid} 0`], its.name);
    assert.ok(coresBusy(row) < 1.2, `${its.name}: ${coresBusy(row)} cores busy`);
  }
});

test("workers are threads of this process, and their spans say where the code really ran", async () => {
  const row = await run(compute, way.worker(4));
  assert.deepEqual(new Set(row.spans.map((span) => span.pid)), new Set([process.pid]));
  assert.equal(new Set(row.spans.map((span) => span.threadId)).size, 4);
  for (const span of row.spans) {
    const [pid, threadId] = (row.answer as string[])[span.part]!.split(" ").map(Number);
    assert.deepEqual([pid, threadId], [span.pid, span.threadId]);
  }
});

test("processes are other processes, one for each of the width", async () => {
  const row = await run(compute, way.process(4));
  const pids = new Set(row.spans.map((span) => span.pid));
  assert.equal(pids.size, 4);
  assert.equal(pids.has(process.pid), false);
});

const alone = usableCores() < 2 && "skipped on one usable core: nothing can be parallel there";
for (const its of [way.worker(2), way.process(2)]) {
  test(`${its.name} computes in parallel: clearly more than one core is busy`, {
    skip: alone,
  }, async (t) => {
    // The best of many: other programs may take the second core for a while.
    let best = 0;
    for (let tries = 0; tries < 20 && best < 1.3; tries++) {
      best = Math.max(best, coresBusy(await run(compute, its)));
    }
    const load = loadavg()[0]!;
    if (best < 1.3 && load > 2 * usableCores()) {
      return t.skip(`skipped: other programs keep the cores busy (load ${load})`);
    }
    assert.ok(best >= 1.3, `${best} cores busy`);
  });
}

for (const [its, most] of [
  [way.single(), 1],
  [way.async(1), 1],
  [way.async(3), 3],
  [way.async(), 4],
  [way.worker(1), 1],
  [way.worker(2), 2],
  [way.worker(4), 4],
  [way.process(2), 2],
] as const) {
  test(`${its.name} of width ${its.width} has ${most} waiting parts in progress at once`, async () => {
    const row = await run(wait, its);
    assert.equal(mostInProgress(row.spans), most);
    assert.ok(inProgress(row) <= most + 0.01, `${inProgress(row)}`);
    assert.ok(coresBusy(row) < 0.7, `waiting needs no core: ${coresBusy(row)} busy`);
    assert.deepEqual(row.answer, [200, 200, 200, 200]);
  });
}

test("notes CPU time per part where the platform can tell it", async () => {
  for (const its of [way.single(), way.worker(2), way.process(2)]) {
    for (const { cpuMs, startMs, endMs } of (await run(compute, its)).spans) {
      if (cpuMs === null) assert.notEqual(process.platform, "linux");
      else assert.ok(cpuMs > 10 && cpuMs <= endMs - startMs + 10, `${its.name}: ${cpuMs} ms`);
    }
    for (const { cpuMs } of (await run(wait, its)).spans) {
      assert.ok(cpuMs === null || cpuMs < 100, `${its.name} waits for ${cpuMs} ms of CPU time`);
    }
  }
});

test("parts that overlap on one thread share its CPU time", async () => {
  const burn = fromFunction(
    async () => {
      for (let step = 0; step < 5; step++) {
        let sum = 0;
        for (let i = 0; i < 1e7; i++) sum += i % 3;
        await new Promise((done) => setTimeout(done, sum > 0 ? 1 : 2));
      }
    },
    { parts: [0, 1, 2, 3] },
  );
  const row = await run(burn, way.async());
  const cpuMs = row.spans.reduce((sum, span) => sum + (span.cpuMs ?? 0), 0);
  assert.ok(cpuMs <= row.cpuMs * 1.1, `parts: ${cpuMs} ms, the whole process: ${row.cpuMs} ms`);
  if (process.platform === "linux") assert.ok(cpuMs > row.cpuMs / 2);
});

test("all spans lie inside their run, on one clock for all threads and processes", async () => {
  for (const its of everyWay) {
    const row = await run(primes({ upTo: 20_000, parts: 5 }), its);
    assert.deepEqual(
      row.spans.map((span) => span.part).sort(),
      [0, 1, 2, 3, 4],
      `${its.name}: every part once`,
    );
    for (const { startMs, endMs } of row.spans) {
      assert.ok(row.startMs <= startMs && startMs <= endMs && endMs <= row.endMs, its.name);
    }
  }
});

test("ten thousand tiny parts are no trouble in any way", async () => {
  const job = primes({ upTo: 10_000, parts: 10_000 });
  for (const its of [way.single(), way.async(), way.worker(2), way.process(2)]) {
    const { answer, spans } = await run(job, its);
    assert.deepEqual([(answer as number[]).length, spans.length], [1229, 10_000], its.name);
  }
});
