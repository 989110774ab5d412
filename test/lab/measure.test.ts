import assert from "node:assert/strict";
import { test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { calibrate } from "#dist/lab/calibrate.js";
import { nowMs } from "#dist/lab/clock.js";
import type { Job, Outcome } from "#dist/lab/job.js";
import { compare, run } from "#dist/lab/measure.js";
import { mostInProgress } from "#dist/lab/run.js";
import { inOrder, type Schedule } from "#dist/lab/schedule.js";
import { way } from "#dist/lab/ways/index.js";
import type { Way } from "#dist/lab/ways/way.js";

const job = primes({ upTo: 1000, parts: 6 });
const waits = fromFunction((ms: number) => new Promise((done) => setTimeout(done, ms, ms)), {
  parts: [30, 10, 20, 5, 15, 1],
});

/** A way that notes what is done to it, and computes nothing. */
function noted(notes: string[], value: (part: number) => unknown = () => null): Way {
  const open = () => ({
    ready: Promise.resolve(),
    run: async (part: number): Promise<Outcome> => {
      const span = { part, pid: 1, threadId: 0, startMs: nowMs(), endMs: nowMs(), cpuMs: 0 };
      return { span, value: value(part) };
    },
    cpuMs: () => 0,
    close: async () => void notes.push("closed"),
  });
  return {
    name: "noted",
    width: 2,
    open: () => {
      notes.push("opened");
      return open();
    },
  };
}

test("a run is a plain row: what, where, when, spans, answer", async () => {
  const before = Number(process.hrtime.bigint()) / 1e6;
  const row = await run(job, way.worker(2));
  const after = Number(process.hrtime.bigint()) / 1e6;
  const { startMs, endMs, spans, startUpMs, cpuMs, othersMs, cores, beatsMs, answer, ...rest } =
    row;
  assert.deepEqual(rest, {
    job: "primes",
    size: 1000,
    parts: 6,
    way: "worker",
    width: 2,
    round: 0,
    warm: false,
  });
  assert.ok(before < startMs && startMs < endMs && endMs < after, "on the monotonic clock");
  assert.ok(startUpMs > 0 && startUpMs <= startMs - before, "the start-up is no part of the work");
  assert.equal(spans.length, 6);
  assert.equal((answer as number[]).length, 168);
  assert.ok(cpuMs > 0 && othersMs! >= 0 && cores >= 1 && Array.isArray(beatsMs));
  assert.deepEqual(structuredClone(row), row, "a row can be copied and saved");
});

test("a way without a limit is as wide as the job has parts", async () => {
  assert.equal((await run(job, way.async())).width, 6);
});

test("the start-up is counted apart, and ends when every thread has loaded the job", async () => {
  const slowToLoad: Job = {
    ...job,
    module: `data:text/javascript,
      import { threadId } from "node:worker_threads";
      if (threadId > 0) await new Promise((done) => setTimeout(done, 300));
      export const primesIn = () => 1;`,
    merge: (values) => values.length,
  };
  const row = await run(slowToLoad, way.worker(3));
  assert.ok(row.startUpMs >= 300, `${row.startUpMs}`);
  assert.ok(row.endMs - row.startMs < 300, `${row.endMs - row.startMs}`);
});

test("the event loop's beats are noted while threads work, and missing while it is blocked", async () => {
  const block = fromFunction(
    () => {
      for (const end = performance.now() + 150; performance.now() < end; );
    },
    { parts: [0] },
  );
  assert.ok((await run(block, way.worker(1))).beatsMs.length >= 5);
  const { spans, beatsMs } = await run(block, way.single());
  const { startMs, endMs } = spans[0]!;
  assert.deepEqual(
    beatsMs.filter((at) => startMs < at && at < endMs),
    [],
  );
});

test("values come in the parts' order, whoever is ready first", async () => {
  const { answer, spans } = await run(waits, way.async());
  assert.deepEqual(answer, [30, 10, 20, 5, 15, 1]);
  assert.notDeepEqual(
    spans.map((span) => span.part),
    [0, 1, 2, 3, 4, 5],
  );
});

test("tells the progress after every part", async () => {
  const told: string[] = [];
  await run(job, way.worker(2), { onProgress: (done, all) => told.push(`${done}/${all}`) });
  assert.deepEqual(told, ["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
});

const oneAfterAnother: Schedule = async (starts) => {
  const values: unknown[] = [];
  for (const start of starts) values.push(await start());
  return values;
};
const allAtOnce: Schedule = (starts) => Promise.all(starts.map((start) => start()));

for (const its of [way.async(), way.worker(3), way.process(3)]) {
  test(`the reader's own schedule decides how many are in progress in ${its.name}`, async () => {
    const one = await run(waits, its, { schedule: oneAfterAnother });
    const all = await run(waits, its, { schedule: allAtOnce });
    assert.equal(mostInProgress(one.spans), 1);
    assert.ok(mostInProgress(all.spans) > 1);
    assert.deepEqual(one.answer, all.answer);
  });
}

test("the usual schedule starts no more at once than it may", async () => {
  let inProgressNow = 0;
  let most = 0;
  const started: number[] = [];
  const starts = Array.from({ length: 20 }, (_, part) => async () => {
    started.push(part);
    most = Math.max(most, ++inProgressNow);
    await new Promise((done) => setTimeout(done, 1));
    inProgressNow--;
    return part;
  });
  assert.deepEqual(await inOrder(starts, 3), [...starts.keys()]);
  assert.equal(most, 3);
  assert.deepEqual(await inOrder(starts.slice(0, 2), Number.POSITIVE_INFINITY), [0, 1]);
});

for (const [what, schedule, name, message] of [
  [
    "forgets to return",
    (async (starts: (() => unknown)[]) => void starts.map((start) => start())) as never,
    "TypeError",
    "Cannot merge the values of 'primes' as 'schedule' must promise an array of one value per part (6), in the parts' order: it gave undefined",
  ],
  [
    "leaves one out",
    async (starts) => allAtOnce(starts.slice(1), 2),
    "TypeError",
    "Cannot merge the values of 'primes' as 'schedule' must promise an array of one value per part (6), in the parts' order: it gave 5 values",
  ],
  [
    "does not await",
    async (starts) => starts.map((start) => start()),
    "RangeError",
    "Cannot merge the values of 'primes' as 'schedule' must start every part once and wait until it has ended: of 6 parts 0 have ended, in 0 starts",
  ],
  [
    "starts one twice",
    async (starts) => {
      await starts[0]!();
      return allAtOnce(starts, 2);
    },
    "RangeError",
    "Cannot merge the values of 'primes' as 'schedule' must start every part once and wait until it has ended: of 6 parts 6 have ended, in 7 starts",
  ],
  [
    "starts one twice at once",
    (starts) => allAtOnce([...starts, starts[2]!], 2),
    "Error",
    "Cannot start part 2 again as it is in progress: start it once",
  ],
  [
    "throws",
    async () => {
      throw new SyntaxError("half a thought");
    },
    "SyntaxError",
    "half a thought",
  ],
  [
    "waits, and gives back the promises",
    async (starts) => {
      const promises = starts.map((start) => start());
      await Promise.all(promises);
      return promises;
    },
    "TypeError",
    "Cannot merge the values of 'primes' as value 0 is a promise: await it in 'schedule'",
  ],
] as [string, Schedule, string, string][]) {
  test(`a schedule that ${what} is told so`, async () => {
    await assert.rejects(run(job, way.worker(2), { schedule }), { name, message });
  });
}

test("a failure that a schedule swallows is told all the same, unless a second try succeeds", async () => {
  const odd = fromFunction((n: number) => (n % 2 ? Promise.reject(new Error("odd")) : n), {
    parts: [0, 1, 2, 3],
  });
  const settle: Schedule = (starts) => Promise.allSettled(starts.map((start) => start()));
  await assert.rejects(
    run(odd, way.worker(2), { schedule: settle }),
    /^Error: Part [13] .*\n.*odd$/,
  );
  const once = fromFunction(
    () => {
      const all = globalThis as { tried?: boolean };
      if (all.tried) return 7;
      all.tried = true;
      throw new Error("not yet");
    },
    { parts: [0] },
  );
  const schedule: Schedule = async ([start]) => [await start!().catch(() => start!())];
  assert.deepEqual((await run(once, way.worker(1), { schedule })).answer, [7]);
});

test("a merge that promises an answer is told so, whatever becomes of the promise", async () => {
  for (const merge of [async () => 1, () => Promise.reject(new Error("late"))]) {
    await assert.rejects(run({ ...job, merge }, way.single()), {
      name: "TypeError",
      message:
        /^Cannot merge the values of 'primes' as 'merge' must give an answer: it gave a prom/,
    });
  }
});

test("a list with holes is a list of inputs that are undefined", async () => {
  const type = fromFunction((input: unknown) => typeof input, { parts: new Array(3) });
  for (const its of [way.single(), way.worker(2)]) {
    const { answer } = await run(type, its);
    assert.deepEqual(answer, ["undefined", "undefined", "undefined"]);
  }
});

test("two measurements at once are refused, and one that is being stopped is waited for", async () => {
  const first = run(waits, way.async());
  await assert.rejects(run(job, way.single()), {
    message: /^Cannot run 'primes' while '\w+' is running, as they would share the cores: await/,
  });
  await assert.rejects(compare(job, [way.single()]), /^Error: Cannot run 'primes' while/);
  await first;
  const stop = new AbortController();
  const stopped = run(waits, way.process(2), { signal: stop.signal });
  await new Promise((done) => setTimeout(done, 50));
  stop.abort();
  const [next] = await Promise.all([
    run(job, way.single()),
    assert.rejects(stopped, { name: "AbortError" }),
  ]);
  assert.equal(next.parts, 6);
});

test("a start that a schedule has kept for later starts nothing when the run is over", async () => {
  let kept: (() => Promise<unknown>) | undefined;
  await run(job, way.worker(1), {
    schedule: (starts, limit) => {
      kept = starts[2];
      return inOrder(starts, limit);
    },
  });
  await assert.rejects(kept!(), { message: "Cannot start part 2 as its run is over" });
});

test("compares: every way in every round, opened, run cold, run warm, closed, in turn", async () => {
  const notes: string[] = [];
  const [a, b] = [noted(notes), { ...noted(notes), name: "other" }];
  const same = { ...job, merge: () => 1 };
  const rows = await compare(same, [a, b], { rounds: 3 });
  assert.deepEqual(
    rows.map(({ way, round, warm }) => `${way} ${round} ${warm ? "warm" : "cold"}`),
    [
      ...["noted 0 cold", "noted 0 warm", "other 0 cold", "other 0 warm"],
      ...["other 1 cold", "other 1 warm", "noted 1 cold", "noted 1 warm"],
      ...["noted 2 cold", "noted 2 warm", "other 2 cold", "other 2 warm"],
    ],
  );
  assert.deepEqual(notes, Array(6).fill(["opened", "closed"]).flat());
});

test("compares several jobs, and keeps equal answers once", async () => {
  const jobs = [primes({ upTo: 100 }), primes({ upTo: 200 })];
  const told: number[] = [];
  const rows = await compare(jobs, [way.single(), way.async()], {
    rounds: 2,
    onProgress: (done, all) => told.push(done / all),
  });
  assert.equal(rows.length, 2 * 2 * 2 * 2);
  assert.equal(new Set(rows.map((row) => row.answer)).size, 2);
  assert.deepEqual([told.length, told.at(-1)], [2 * 2 * 2 * 2 * 4, 1]);
});

test("compares in the four ways of Node where none are named", async () => {
  const rows = await compare(primes({ upTo: 100 }), undefined, { rounds: 1 });
  const names = new Set(rows.map((row) => `${row.way} ${row.width}`));
  assert.deepEqual([...names], ["single 1", "async 4", "worker 4", "process 4"]);
});

test("says which way differs where two do not agree", async () => {
  const here = fromFunction(() => process.pid, { parts: [0], label: "whose pid" });
  await assert.rejects(compare(here, [way.single(), way.process(1)]), {
    message:
      /^The ways disagree about 'whose pid': 'process' gave \[ \d+ \] and 'single' gave \[ \d+ \]$/,
  });
});

const noWay = "Cannot run the job as every way must be a way, such as way.worker(4): current value";
const noJob =
  "Cannot run the job as 'job' must be a job, such as primes({ upTo: 1000 }): current value";
for (const [what, call, name, message] of [
  ["no way", (it) => run(job, it), "TypeError", `${noWay} is undefined`],
  [
    "a way that was not called",
    () => run(job, way.worker as never),
    "TypeError",
    `${noWay} is [Function: worker]`,
  ],
  ["a way's name", () => run(job, "worker" as never), "TypeError", `${noWay} is 'worker'`],
  ["no job", () => run(undefined as never, way.single()), "TypeError", `${noJob} is undefined`],
  [
    "a function for a job",
    () => run((() => 1) as never, way.single()),
    "TypeError",
    `${noJob} is [Function (anonymous)]`,
  ],
  [
    "a job without parts",
    (it) => run({ ...job, parts: [] }, it),
    "RangeError",
    "Cannot run the job 'primes' as it must have at least one part: current value is []",
  ],
  [
    "an empty list of ways",
    () => compare(job, []),
    "RangeError",
    "Cannot run the job as 'ways' must be a list of at least one way, such as [way.single()]: current value is []",
  ],
  [
    "a way where a list is asked for",
    (it) => compare(job, it as never),
    "TypeError",
    /'ways' must be a list/,
  ],
  [
    "an empty list of jobs",
    () => compare([]),
    "RangeError",
    "Cannot run the job as 'jobs' must hold at least one job: current value is []",
  ],
  [
    "no signal",
    (it) => run(job, it, { signal: 5 as never }),
    "TypeError",
    "Cannot run the job as 'signal' must be an AbortSignal, such as AbortSignal.timeout(1000): current value is 5",
  ],
  [
    "no schedule",
    (it) => run(job, it, { schedule: "inOrder" as never }),
    "TypeError",
    "Cannot run the job as 'schedule' must be a function of the parts' starts: current value is 'inOrder'",
  ],
  [
    "no listener",
    (it) => run(job, it, { onProgress: null as never }),
    "TypeError",
    "Cannot run the job as 'onProgress' must be a function: current value is null",
  ],
  [
    "a module that is not there",
    (it) => run({ ...job, module: "file:///nowhere.js" }, it),
    "TypeError",
    /^Cannot load the job as 'module' must be the URL of an ES module that can be imported \(Cannot find module .*\): current value is 'file:\/\/\/nowhere.js'$/,
  ],
  [
    "a name that is not exported",
    (it) => run({ ...job, name: "primesOf" }, it),
    "TypeError",
    /^Cannot load the job as 'name' must be a function that its module exports \(it exports: .*primesIn.*\): current value is 'primesOf'$/,
  ],
  ...[0, -1, 1.5, Number.NaN, "3", 1001].map(
    (rounds): Case => [
      `rounds of ${JSON.stringify(rounds)}`,
      (it) => compare(job, [it], { rounds: rounds as number }),
      typeof rounds === "number" ? "RangeError" : "TypeError",
      /^Cannot compare the ways as 'rounds' must be an integer from 1 to 1000: current value is /,
    ],
  ),
  [
    "nothing to calibrate",
    () => calibrate(job as never, { targetMs: 100 }),
    "TypeError",
    /^Cannot calibrate as the first argument must make a job of a size, such as n => primes\({ upTo: n }\): current value is {/,
  ],
  [
    "no target",
    () => calibrate(() => job, undefined as never),
    "TypeError",
    "Cannot calibrate as 'targetMs' must be an integer from 10 to 600000: current value is undefined",
  ],
  [
    "a target of no time",
    () => calibrate(() => job, { targetMs: 9 }),
    "RangeError",
    "Cannot calibrate as 'targetMs' must be an integer from 10 to 600000: current value is 9",
  ],
] as Case[]) {
  test(`at the door, before anything is started: ${what}`, async () => {
    const notes: string[] = [];
    const its = what === "no way" ? (undefined as never) : noted(notes);
    await assert.rejects(call(its), { name, message });
    assert.deepEqual(notes, []);
  });
}
type Case = [
  what: string,
  call: (its: Way) => Promise<unknown>,
  name: string,
  message: string | RegExp,
];

for (const make of [way.worker, way.process] as ((width: never) => Way)[]) {
  for (const width of [
    0,
    -2,
    2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    257,
    "4",
    null,
    undefined,
  ]) {
    test(`${make.name} of width ${width} is told at the door`, () => {
      const name = typeof width === "number" ? "RangeError" : "TypeError";
      const message =
        /^Cannot make the way '(worker|process)' as 'width' must be an integer from 1 to 256: current value is /;
      assert.throws(() => make(width as never), { name, message });
    });
  }
}

test("async takes an integer or no limit", () => {
  assert.equal(way.async().width, Number.POSITIVE_INFINITY);
  for (const [limit, name] of [
    [0, "RangeError"],
    [2.5, "RangeError"],
    ["2", "TypeError"],
  ] as const) {
    assert.throws(() => way.async(limit as number), {
      name,
      message: /^Cannot make the way 'async' as 'limit' must be an integer >= 1: current value is /,
    });
  }
});

test("process checks its options", () => {
  assert.throws(() => way.process(1, { env: { DEBUG: 1 } as never }), {
    name: "TypeError",
    message:
      "Cannot make the way 'process' as 'env' must be an object of texts: current value is { DEBUG: 1 }",
  });
});

/** Calibrates a job whose time is made up, on a clock that the test winds on. */
async function calibrated(msOf: (size: number) => number, targetMs: number) {
  const sizes: number[] = [];
  const real = process.hrtime.bigint;
  let now = 0;
  const sized = (size: number): Job => ({
    ...job,
    parts: [0],
    merge: () => {
      sizes.push(size);
      now += msOf(size);
    },
  });
  process.hrtime.bigint = () => BigInt(Math.round(now * 1e6));
  try {
    return { size: await calibrate(sized, { targetMs, way: noted([]) }), sizes };
  } finally {
    process.hrtime.bigint = real;
  }
}

for (const [what, msOf, from, to] of [
  ["linear", (n) => n / 100, 36_000, 44_000],
  ["of trial division", (n) => n ** 1.45 / 1e6, 8.5e5, 1e6],
  ["cubic", (n) => n ** 3 / 1e6, 710, 760],
  ["by a square root", (n) => Math.sqrt(n), 130_000, 190_000],
  ["with a start that costs", (n) => 100 + n / 1000, 260_000, 340_000],
  ["slow at once", (n) => 5000 * n, 1, 1],
] as [string, (n: number) => number, number, number][]) {
  test(`calibrates a job that grows: ${what}`, async () => {
    const { size } = await calibrated(msOf, 400);
    assert.ok(from <= size && size <= to, `${size}`);
    assert.equal(size, Number(size.toPrecision(2)), "two digits");
  });
}

test("calibrates in noise: neither spells nor a jitter of 30 % lead it far off", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    let state = seed;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const noisy = (n: number) => (n / 100) * (1 + 0.3 * random()) + (random() < 0.05 ? 500 : 0);
    const { size, sizes } = await calibrated(noisy, 400);
    assert.ok(size > 15_000 && size < 60_000, `seed ${seed}: ${size}`);
    assert.ok(Math.max(...sizes) < 200_000, `seed ${seed}: tried ${Math.max(...sizes)}`);
    assert.ok(sizes.length < 60, `seed ${seed}: ${sizes.length} runs`);
  }
});

test("ends, and says so, where the time does not grow with the size", async () => {
  await assert.rejects(
    calibrated(() => 1, 400),
    {
      name: "RangeError",
      message:
        /^Cannot calibrate as the job's time must grow with its size: 1 ms at the size \d+ is still less than 'targetMs' \(400\)$/,
    },
  );
  assert.ok((await calibrated(() => 390, 400)).size <= 2);
});

test("calibrates the real job: its time is near the target", async () => {
  const upTo = await calibrate((n) => primes({ upTo: n }), { targetMs: 60 });
  assert.ok(upTo > 20_000 && upTo < 5_000_000, `${upTo}`);
});
