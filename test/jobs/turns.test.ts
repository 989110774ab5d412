import assert from "node:assert/strict";
import test from "node:test";
import { fromPython } from "#dist/jobs/from-python.js";
import { mostAtOnce, turns, withTurns } from "#dist/jobs/turns.js";
import { run } from "#dist/lab/measure.js";
import { mostInProgress, type Run } from "#dist/lab/run.js";
import { python, way } from "#dist/lab/ways/index.js";
import { noProcesses, noPython } from "../lab/python.js";

const found = await python.facts();

test("alone there is one turn at a time, within the spans", async () => {
  const { spans } = withTurns(await run(turns({ upTo: 20_000 }), way.single()));
  assert.equal(mostAtOnce({ spans } as Run), 1);
  for (const { startMs, endMs, ranMs } of spans) {
    assert.ok(ranMs && ranMs.length > 0);
    assert.ok(ranMs.every(([from, to]) => from <= to));
    assert.ok(ranMs[0]![0] >= startMs - 0.1 && ranMs.at(-1)![1] <= endMs + 0.1);
  }
});

test("workers run at the same instant where there is a second core", async (t) => {
  const workers = withTurns(await run(turns({ upTo: 400_000 }), way.worker(4)));
  if (workers.cores < 2) return t.skip("one core");
  assert.ok(mostAtOnce(workers) > 1);
});

test("Python's threads overlap, and never run at the same instant", {
  skip: noPython,
}, async (t) => {
  const threads = withTurns(await run(turns({ upTo: 20_000 }), python.threads(4)));
  assert.ok(mostInProgress(threads.spans) > 1);
  if (!found?.gil) return t.skip("no lock in this Python");
  assert.equal(mostAtOnce(threads), 1);
});

test("only a run of turns tells whose turn it was", async () => {
  const made = turns({ upTo: 10 });
  const other = await run({ ...made, label: "other" }, way.single());
  assert.throws(() => withTurns(other), TypeError);
  assert.throws(() => withTurns(undefined as never), TypeError);
  assert.throws(() => turns({ upTo: 0 }), RangeError);
});

const program = `
def helper(n):
    return n + 1

def twice(n):
    def inner():
        return 2 * helper(n)
    return inner()
`;

test("a program typed in a cell runs in all of Python's ways", { skip: noProcesses }, async () => {
  const job = fromPython(program, { parts: [1, 2, "ä".length] });
  assert.equal(job.label, "twice");
  for (const its of [python.single(), python.threads(2), python.processes(2)]) {
    assert.deepEqual((await run(job, its)).answer, [4, 6, 4], its.name);
  }
  await assert.rejects(run(job, way.single()), /this is a Python program: run it with python/);
});

test("letters of any language travel", { skip: noProcesses }, async () => {
  const job = fromPython(`def spell(part):\n    return part + "é 100%"`, { parts: ["日本 "] });
  assert.deepEqual((await run(job, python.processes(1))).answer, ["日本 é 100%"]);
});

test("a function may have any name that Python allows, however it is typed", {
  skip: noPython,
}, async () => {
  for (const name of ["größe", "größe".normalize("NFD"), "new", "default", "소수", "_n2"]) {
    const job = fromPython(`def ${name}(part):\n    return part`, { parts: [7] });
    assert.equal(job.label, name.normalize());
    assert.deepEqual((await run(job, python.single())).answer, [7], name);
    await assert.rejects(run(job, way.single()), /this is a Python program/);
  }
});

test("JSON has no undefined: Python gets None", { skip: noPython }, async () => {
  const job = fromPython("def f(part):\n    return part is None", { parts: [undefined, null] });
  assert.deepEqual((await run(job, python.threads(2))).answer, [true, true]);
});

test("what is no program is told why", () => {
  const parts = [1];
  assert.throws(() => fromPython(3 as never, { parts }), /must be a text: current value is 3/);
  assert.throws(() => fromPython("print(1)", { parts }), /must define a function/);
  assert.throws(() => fromPython(program, { parts: 1 as never }), TypeError);
  assert.throws(() => fromPython(program, { parts: [] }), RangeError);
  for (const changed of [Number.NaN, new Map(), new Date(), [undefined], 1n]) {
    assert.throws(() => fromPython(program, { parts: [1, changed] }), {
      name: "TypeError",
      message: /^Cannot make .* as 'parts' must be what JSON can hold \(no NaN, no Map\): current/,
    });
  }
  const merge = "sum" as never;
  assert.throws(() => fromPython(program, { parts, merge }), /'merge' must be a function/);
});
