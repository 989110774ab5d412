import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import test from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import type { Run } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";
import { judge, LIMIT_MS, NOT_WRITTEN } from "#dist/lessons/check.js";
import * as claim from "#dist/lessons/claims.js";
import { line } from "#dist/words/lessons/check.js";

const { notOnMainThread, onThreads, parallel, rightAnswer, that } = claim;

const job = primes({ from: 100_000, upTo: 600_000, parts: 8 });
const right = (await run(job, way.single())).answer;
const all = [rightAnswer(right), notOnMainThread(), onThreads(2), parallel()];

/** A job whose parts wait: overlap without work. */
const naps = fromFunction(
  async (ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  },
  { parts: [200, 200, 200, 200] },
);

interface Wrong {
  readonly attempt: () => unknown;
  readonly claims: Parameters<typeof judge>[1];
  /** What the reader is told, in these words. */
  readonly told: RegExp;
  readonly limitMs?: number;
}

// What students write, and the sentence that each of them gets.
const wrong: Record<string, Wrong> = {
  "overlapping, but on one thread": {
    attempt: () => {
      const slices = async (ms: number) => {
        const end = performance.now() + ms;
        while (performance.now() < end) await new Promise((next) => setImmediate(next));
      };
      return run(fromFunction(slices, { parts: [30, 30, 30] }), way.async());
    },
    claims: [parallel()],
    told: /Overlapping, but not parallel: the parts took turns on one thread|Skipped: only one/,
  },
  "parallel, but the wrong answer": {
    attempt: () => run({ ...job, merge: (values) => values.slice(1).flat() }, way.worker(4)),
    claims: all,
    told: /Wrong answer\. Compare the values/,
  },
  "the right answer, computed on the main thread": {
    attempt: () => run(job, way.async()),
    claims: all,
    told: /The main thread computed 8 of 8 parts/,
  },
  "an answer typed in as a constant": {
    // Right for the job that the reader has seen; the check asks for another one.
    attempt: () => run({ ...primes({ upTo: 100 }), merge: () => [2, 3, 5, 7] }, way.worker(2)),
    claims: all,
    told: /Wrong answer/,
  },
  "a function that uses a name from outside": {
    attempt: () => {
      const outside = 3;
      return run(
        fromFunction((n: number) => n * outside, { parts: [1] }),
        way.worker(1),
      );
    },
    claims: all,
    told: /Your function threw: .*uses 'outside' from outside itself/,
  },
  "a loop that never ends, in a worker": {
    attempt: () =>
      run(
        fromFunction(
          () => {
            for (;;);
          },
          { parts: [1, 2] },
        ),
        way.worker(2),
      ),
    claims: all,
    told: /It was still running after 0\.5 s, so we stopped it/,
    limitMs: 500,
  },
  "a loop that never ends, in a process": {
    attempt: () =>
      run(
        fromFunction(
          () => {
            for (;;);
          },
          { parts: [1, 2] },
        ),
        way.process(2),
      ),
    claims: all,
    told: /It was still running after 0\.5 s, so we stopped it/,
    limitMs: 500,
  },
  "a promise that is never resolved": {
    attempt: () => new Promise(() => {}),
    claims: all,
    told: /a promise that stays pending/,
    limitMs: 100,
  },
  "not written yet": {
    attempt: () => {
      throw new Error(`${NOT_WRITTEN}: replace this line by your answer`);
    },
    claims: all,
    told: /^– Yours to write: fill in the cell above/,
  },
  "no run given back": {
    attempt: () => [2, 3, 5],
    claims: all,
    told: /Your function returned no run: return what run\(job, way\) promises/,
  },
  "nothing given back": {
    attempt: () => undefined,
    claims: all,
    told: /Your function returned no run/,
  },
  "something thrown that is no Error": {
    attempt: () => Promise.reject("oops"),
    claims: all,
    told: /✗ Your function threw: it threw 'oops', which is no Error/,
  },
};

for (const [what, { attempt, claims, told, limitMs = LIMIT_MS }] of Object.entries(wrong)) {
  test(`wrong attempt: ${what}`, async () => {
    const verdicts = await judge(attempt, claims, limitMs);
    assert.match(verdicts.map(line).join("\n"), told);
  });
}

test("a right attempt gets a ✓ for every claim, or a – on one core", async () => {
  const verdicts = await judge(() => run(job, way.worker(4)), all);
  assert.deepEqual(
    verdicts.filter(({ ok }) => ok === false),
    [],
  );
  assert.equal(verdicts.length, all.length);
});

test("on one core parallelism is skipped, and the verdict says why", () => {
  const onOneCore = { spans: [], cpuMs: 1, cores: 1, startMs: 0, endMs: 1 } as unknown as Run;
  const verdict = parallel()(onOneCore);
  assert.equal(verdict.ok, null);
  assert.match(line(verdict), /^– Skipped: only one core/);
});

test("what another program can spoil is tried three times, a wrong answer once", async () => {
  const tries = async (timed: boolean) => {
    let count = 0;
    const never = that("holds", () => false, "does not hold", { timed });
    await judge(() => ++count, [never]);
    return count;
  };
  assert.equal(await tries(true), 3);
  assert.equal(await tries(false), 1);
});

test("few threads are counted in the singular and the plural", async () => {
  for (const [width, told] of [
    [1, "1 thread"],
    [2, "2 threads"],
  ] as const) {
    const { says } = onThreads(3)(await run(naps, way.worker(width)));
    assert.match(says, new RegExp(`^Only ${told} took part, wanted at least 3`));
  }
});

test("threads of two hosts are two, also if their processes have the same number", async () => {
  const its = await run(naps, way.worker(1));
  const spans = its.spans.map((span, i) => ({ ...span, host: i % 2 }));
  assert.equal(onThreads(2)({ ...its, spans }).ok, true);
  assert.equal(onThreads(2)(its).ok, false);
});

test("a claim that fails over the result hides no other, and says so", async () => {
  const length = that("Long.", (it: string) => it.length > 3, "Short.");
  const none = that("None.", (it: unknown) => it === undefined, "Some.");
  const [first, second] = await judge(() => undefined as never, [length, none]);
  assert.match(first!.says, /^Your function returned something unexpected: Cannot read/);
  assert.equal(second!.ok, true);
  const promised = that("Right.", (async () => false) as never, "Wrong.");
  assert.deepEqual(await judge(() => 1, [promised]), [{ ok: false, says: "Wrong.", timed: false }]);
});

test("an attempt may throw anything, and nobody reads a megabyte", async () => {
  for (const thrown of [Object.create(null), new Error("x".repeat(1e6)), undefined]) {
    const attempt = () => {
      throw thrown;
    };
    const [verdict] = await judge(attempt, []);
    assert.match(verdict!.says, /^Your function threw: .{5,2001}$/);
  }
});

test("a stopped attempt leaves no process behind", async () => {
  const pids = fromFunction(
    async () => {
      await new Promise(() => {});
    },
    { parts: [1] },
  );
  const before = process.getActiveResourcesInfo().filter((it) => it === "ProcessWrap").length;
  await judge(() => run(pids, way.process(1)), [], 300);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const after = process.getActiveResourcesInfo().filter((it) => it === "ProcessWrap").length;
  assert.equal(after, before);
});

test("parallelism is not told where other programs keep the cores", async () => {
  const workers = await run(job, way.worker(2));
  const wall = workers.endMs - workers.startMs;
  const starved = { ...workers, cores: 2, cpuMs: 0.9 * wall };
  const crowd = (Math.max(2, availableParallelism()) - 1) * wall;
  assert.equal(parallel()({ ...starved, othersMs: crowd }).ok, null);
  assert.match(
    parallel()({ ...starved, othersMs: crowd }).says,
    /other programs used \d+\.0 cores/,
  );
  assert.equal(parallel()({ ...starved, othersMs: 0 }).ok, false);
  const alone = { ...(await run(job, way.single())), cores: 2 };
  const shared = { ...alone, cpuMs: 0.5 * (alone.endMs - alone.startMs), othersMs: crowd };
  assert.equal(parallel()(shared).ok, false, "one thread stays one thread");
});

test("a run notes what other programs used meanwhile", async () => {
  const loop = "for (const end = Date.now() + 3000; Date.now() < end; );";
  const other = spawn(process.execPath, ["-e", loop]);
  try {
    await once(other, "spawn");
    const nap = fromFunction(() => new Promise((done) => setTimeout(done, 500)), { parts: [0] });
    const { othersMs } = await run(nap, way.async());
    assert.ok(othersMs! > 100, `${othersMs} ms`);
  } finally {
    other.kill();
  }
});
