import assert from "node:assert/strict";
import { test } from "node:test";
import { byCall, byThread, keys } from "#dist/jobs/keys.js";
import { run } from "#dist/lab/measure.js";
import { mostInProgress } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";
import { madeUp } from "../figures/rows.js";

const pool = (size: number) => way.process(1, { env: { UV_THREADPOOL_SIZE: `${size}` } });

for (const size of [1, 4]) {
  test(`a pool of ${size} serves ${size} calls at once, and so many threads compute`, async () => {
    const it = await run(keys({ calls: 8, rounds: 30_000 }), pool(size));
    const calls = byCall(it);
    assert.equal(calls.spans.length, 8);
    assert.equal(mostInProgress(calls.spans), 8);
    const served = calls.spans.map(({ ranMs, ...span }) => ({ ...span, startMs: ranMs![0]![0] }));
    assert.equal(mostInProgress(served), size);
    const threads = byThread(it).spans;
    if (threads.length === 0) return;
    assert.equal(threads.length, size);
    for (const { cpuMs, ranMs, threadId, pid } of threads) {
      assert.ok(cpuMs! > 0 && ranMs!.length > 0 && threadId !== pid);
    }
  });
}

test("keys and their runs are checked at the door", () => {
  assert.throws(() => keys({ calls: 0, rounds: 1 }), RangeError);
  assert.throws(() => keys({ calls: 1, rounds: "1" as never }), TypeError);
  assert.throws(() => byCall(madeUp({ job: "primes" })), /must be a run of keys/);
});
