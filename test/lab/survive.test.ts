import assert from "node:assert/strict";
import { test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import type { Job } from "#dist/lab/job.js";
import { run } from "#dist/lab/measure.js";
import { python, way } from "#dist/lab/ways/index.js";
import type { Way } from "#dist/lab/ways/way.js";
import { nothingLeft, running } from "./nothing-left.js";

// Ten parts, of which the third does something wrong.
type What =
  | "throws"
  | "rejects late"
  | "throws in a timer"
  | "exits"
  | "fills the memory"
  | "loops for ever"
  | "never answers";

async function work(what: string | null): Promise<number> {
  const nap = (ms: number) => new Promise((done) => setTimeout(done, ms));
  if (what === "throws") throw new RangeError("no such number");
  if (what === "loops for ever") for (;;);
  await nap(20);
  if (what === "rejects late") throw new Error("too late");
  if (what === "exits") process.exit(3);
  if (what === "fills the memory") for (const all = []; ; ) all.push(new Array(10_000).fill(1.5));
  if (what === "never answers") await new Promise(() => {});
  if (what === "throws in a timer") {
    setTimeout(() => {
      throw new Error("nobody listens");
    }, 10);
    await nap(400);
  }
  return 1;
}

function faulty(what: What): Job {
  const parts = Array.from({ length: 10 }, (_, part) => (part === 2 ? what : null));
  return fromFunction(work, { parts, label: what });
}

const survives = { onFailure: "keep", partLimitMs: 3000 } as const;
const limited = { onFailure: "keep", partLimitMs: 300 } as const;
const small = { heapMiB: 64 };
const threads = way.worker(2, small);
const children = way.process(2, small);
const late = /^it had not ended after 300 ms$/;

for (const [what, its, options, message] of [
  ["throws", way.async(2), survives, /^no such number$/],
  ["throws", threads, survives, /^no such number$/],
  ["throws", children, survives, /^no such number$/],
  ["rejects late", way.single(), survives, /^too late$/],
  ["rejects late", threads, survives, /^too late$/],
  ["rejects late", children, survives, /^too late$/],
  ["throws in a timer", threads, survives, /nobody listens/],
  ["throws in a timer", children, survives, /nobody listens/],
  ["exits", threads, survives, /its thread ended \(process\.exit\(3\)\)/],
  ["exits", children, survives, /its process ended \(exit code 3\)/],
  ["fills the memory", children, survives, /it ran out of memory/],
  ["loops for ever", way.single(), limited, late],
  ["loops for ever", way.async(2), limited, late],
  ["loops for ever", threads, limited, late],
  ["loops for ever", children, limited, late],
  ["never answers", way.async(2), limited, late],
  ["never answers", threads, limited, late],
  ["never answers", children, limited, late],
] as [What, Way, typeof survives | typeof limited, RegExp][]) {
  test(`a part that ${what} in ${its.name} takes no other with it`, async () => {
    const { answer, spans } = await run(faulty(what), its, options);
    const settled = answer as PromiseSettledResult<number>[];
    const fates = settled.map((it) => (it.status === "fulfilled" ? it.value : it.status));
    assert.deepEqual(fates, [1, 1, "rejected", 1, 1, 1, 1, 1, 1, 1]);
    assert.equal(spans.length, 10);
    const [failed, ...others] = spans.filter(({ fault }) => fault);
    assert.equal(others.length, 0);
    assert.equal(failed!.part, 2);
    assert.match(failed!.fault!.message, message);
    const { reason } = settled[2] as PromiseRejectedResult;
    assert.match(reason.message, /^Part 2 \(of 0 to 9\) of /);
    // It is said where it ran, even if that is gone: a thread or process that ran other parts too.
    const known = spans.filter(({ fault }) => !fault);
    if (its.name === "process") assert.notEqual(failed!.pid, process.pid);
    if (its.name === "worker") assert.notEqual(failed!.threadId, 0);
    if (its.name === "async") assert.ok(known.every(({ threadId }) => threadId === 0));
  });
}

test("what runs out of memory in a thread takes no other with it; tried in a child", async () => {
  // Node promises little for a worker's limit: should it take its process along, that is a child.
  const inside = fromFunction(
    async (lab: string) => {
      const { fromFunction, run, way } = await import(lab);
      const fill = (what: boolean) => {
        if (what) for (const all = []; ; ) all.push(new Array(10_000).fill(1.5));
        return 1;
      };
      const job = fromFunction(fill, { parts: [false, true, false, false] });
      const options = { onFailure: "keep", partLimitMs: 5000 };
      const { answer } = await run(job, way.worker(2, { heapMiB: 64 }), options);
      return answer.map((it: { status: string }) => it.status);
    },
    { parts: [await labOf()] },
  );
  const { answer } = await run(inside, way.process(1));
  assert.deepEqual(answer, [["fulfilled", "rejected", "fulfilled", "fulfilled"]]);
});

async function labOf(): Promise<string> {
  const at = (path: string) => import.meta.resolve(path);
  const text =
    `export { fromFunction } from ${JSON.stringify(at("#dist/jobs/from-function.js"))};` +
    `export { run } from ${JSON.stringify(at("#dist/lab/measure.js"))};` +
    `export { way } from ${JSON.stringify(at("#dist/lab/ways/index.js"))};`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

test("a lost child is replaced when the next part needs it, and nothing is left", async () => {
  const before = running();
  for (const its of [way.process(1), way.worker(1)]) {
    const { spans } = await run(faulty("exits"), its, { onFailure: "keep" });
    assert.equal(new Set(spans.map((it) => `${it.pid} ${it.threadId}`)).size, 2, its.name);
  }
  await nothingLeft(before);
});

test("without it a part that fails ends the run, and one over its limit too", async () => {
  await assert.rejects(run(faulty("throws"), way.worker(2)), /no such number/);
  const ended = run(faulty("never answers"), way.process(2), { partLimitMs: 300 });
  await assert.rejects(ended, /it had not ended after 300 ms/);
});

test("a limit that is not reached changes nothing", async () => {
  const job = fromFunction((n: number) => 2 * n, { parts: [1, 2, 3], merge: (all) => all });
  for (const its of [way.single(), way.worker(2), way.process(2)]) {
    assert.deepEqual((await run(job, its, { partLimitMs: 60_000 })).answer, [2, 4, 6]);
  }
});

test("wrong options are told at the door", async () => {
  const job = faulty("throws");
  for (const [options, message] of [
    [{ onFailure: "ignore" }, /'onFailure' must be one of reject, keep: current value is 'ignore'/],
    [{ partLimitMs: 0 }, /'partLimitMs' must be an integer from 1 to 600000: current value is 0/],
    [{ partLimitMs: "5" }, /'partLimitMs' must be an integer/],
  ] as [object, RegExp][]) {
    await assert.rejects(run(job, way.single(), options), message);
  }
  await assert.rejects(run(job, python.single(), { partLimitMs: 5 }), /Python/);
  for (const make of [way.worker, way.process]) {
    assert.throws(() => make(1, { heapMiB: 0 }), /'heapMiB' must be an integer/);
  }
});

for (const its of [way.worker(1), way.process(1)]) {
  test(`what replaces a lost ${its.name} has time to start: a part's limit begins when it can run`, async () => {
    const code = `await new Promise((done) => setTimeout(done, 500));
      export function work(what) { while (what === "loops"); return 1; }`;
    const module = `data:text/javascript,${encodeURIComponent(code)}`;
    const parts = ["loops", null, null];
    const merge = (values: unknown[]) => values;
    const job: Job = { label: "slow start", size: 3, module, name: "work", parts, merge };
    const { answer } = await run(job, its, { onFailure: "keep", partLimitMs: 250 });
    const fates = (answer as PromiseSettledResult<number>[]).map(({ status }) => status);
    assert.deepEqual(fates, ["rejected", "fulfilled", "fulfilled"]);
  });
}
