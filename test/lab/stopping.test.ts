import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { calibrate } from "#dist/lab/calibrate.js";
import type { Job } from "#dist/lab/job.js";
import { compare, run } from "#dist/lab/measure.js";
import { python, way } from "#dist/lab/ways/index.js";
import { soaking } from "../thorough.js";
import { type Left, nothingLeft, running } from "./nothing-left.js";
import { missing } from "./python.js";

let atFirst: Left;
before(async () => {
  await run(primes({ upTo: 10 }), way.worker(1));
  await run(primes({ upTo: 10 }), way.process(1));
  await (await import("node:fs/promises")).readFile(new URL(import.meta.url));
  atFirst = running();
});

const waits = fromFunction((ms: number) => new Promise((done) => setTimeout(done, ms)), {
  parts: new Array(400).fill(10),
});
const everyWay = [
  way.single(),
  way.async(2),
  way.worker(2),
  way.process(2),
  python.single(),
  python.processes(2),
];

for (const its of everyWay) {
  const skip = missing(its);
  const job = its.name.startsWith("python") ? primes({ upTo: 1e8, parts: 400 }) : waits;

  test(`${its.name}: a signal that was aborted before starts nothing`, { skip }, async () => {
    const noted = { ...its, open: () => assert.fail("it was opened") };
    const signal = AbortSignal.abort(new Error("before"));
    await assert.rejects(run(job, noted, { signal }), { message: "before" });
  });

  for (const afterMs of [0, 5, 40, 150, 700]) {
    test(`${its.name}: a signal ends it ${afterMs} ms after it began`, { skip }, async () => {
      const stop = new AbortController();
      let abortedMs = 0;
      setTimeout(() => {
        abortedMs = performance.now();
        stop.abort(new Error("enough"));
      }, afterMs);
      await assert.rejects(run(job, its, { signal: stop.signal }), { message: /^enough/ });
      assert.ok(performance.now() - abortedMs < 2000, "soon");
      await nothingLeft(atFirst);
    });
  }
}

// A thread that was ended while it required its first file once took the whole process with it.
test("threads load their first file by import, never by require", async () => {
  const asks = fromFunction(
    () => "require_module" in process.features && process.features.require_module,
    { parts: [1] },
  );
  assert.deepEqual((await run(asks, way.worker(1))).answer, [false]);
});

test("threads may be ended at any moment of their start", { timeout: 120_000 }, async () => {
  const times = soaking ? 3000 : 60;
  for (let time = 0; time < times; time++) {
    const signal = AbortSignal.timeout(20 + (time % 30));
    await assert.rejects(run(waits, way.worker(2), { signal }));
  }
  await nothingLeft(atFirst);
});

test("a signal ends compare and calibrate, and nothing is started after it", async () => {
  for (const measure of [
    (signal: AbortSignal) => compare(waits, [way.async(), way.worker(2)], { signal }),
    (signal: AbortSignal) => calibrate((n) => primes({ upTo: n }), { targetMs: 60_000, signal }),
  ]) {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 300);
    await assert.rejects(measure(stop.signal), { message: /^enough/ });
    await nothingLeft(atFirst);
  }
});

test("SIGINT ends it like the stop button, and its listener is gone", async () => {
  const onProgress = (done: number) => void (done === 5 && process.kill(process.pid, "SIGINT"));
  await assert.rejects(run(waits, way.worker(2), { onProgress }), {
    message:
      /^Interrupted: everything that this cell had started has been ended\nStarted and not ended: part \d+( and 1 more)? of 'yourFunction' in the way 'worker × 2'$/,
  });
  await nothingLeft(atFirst);
});

test("a schedule that never ends is ended by a signal, and its heartbeat with it", async () => {
  const schedule = () => new Promise<never>(() => {});
  const signal = AbortSignal.timeout(100);
  await assert.rejects(run(waits, way.async(), { schedule, signal }), { name: "TimeoutError" });
  await nothingLeft(atFirst);
});

test("the next run says once that a part of a stopped one still goes on", async (t) => {
  const said = t.mock.method(console, "log", () => {});
  const small = primes({ upTo: 10 });
  const naps = fromFunction((ms: number) => new Promise((done) => setTimeout(done, ms)), {
    parts: [200],
  });
  await assert.rejects(run(naps, way.async(), { signal: AbortSignal.timeout(50) }));
  await run(small, way.single());
  await run(small, way.single());
  assert.deepEqual(
    said.mock.calls.map((call) => /a part may still compute on the main/.test(call.arguments[0])),
    [true],
  );
  await assert.rejects(run(naps, way.worker(1), { signal: AbortSignal.timeout(50) }));
  await run(small, way.single());
  assert.equal(said.mock.callCount(), 1, "threads can be ended");
  await new Promise((done) => setTimeout(done, 200));
  await nothingLeft(atFirst);
});

test("an interrupt while all is being closed is heard: the cell does not go on", async () => {
  const open = (job: Job) => {
    const crew = way.single().open(job);
    const close = async () => {
      process.emit("SIGINT");
      await crew.close();
    };
    return { ...crew, close };
  };
  const closing = run(primes({ upTo: 10 }), { name: "single", width: 1, open });
  await assert.rejects(closing, { message: /^Interrupted/ });
});

test("twenty runs in every way leave as much behind as one: nothing", async () => {
  const small = primes({ upTo: 1000 });
  const ways = [way.single(), way.async(), way.worker(2), way.process(2)];
  const once = () => compare(small, ways, { rounds: 1 });
  await once();
  const beforeBytes = process.memoryUsage().rss;
  for (let again = 0; again < 20; again++) await once();
  await nothingLeft(atFirst);
  const grownMiB = (process.memoryUsage().rss - beforeBytes) / 2 ** 20;
  assert.ok(grownMiB < 100, `${grownMiB} MiB more`);
});

test("no clock that can be set, or stands still in sleep, is read anywhere", () => {
  const src = fileURLToPath(new URL("../../../src", import.meta.url));
  const core = /^(lab|jobs)\//;
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((it) => core.test(it) && /\.(ts|py)$/.test(it))) {
    const text = readFileSync(`${src}/${file}`, "utf8");
    assert.doesNotMatch(text, /\bDate\b|timeOrigin|time\.time\(/, file);
  }
});
