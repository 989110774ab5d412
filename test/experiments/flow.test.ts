import assert from "node:assert/strict";
import { test } from "node:test";
import { flow, queueOf } from "#dist/experiments/flow.js";
import { faulty } from "#dist/jobs/faulty.js";
import { run } from "#dist/lab/measure.js";
import { mostInProgress } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";

test("a queue with room makes two makers wait, loses nothing and keeps each one's order", async () => {
  const queue = queueOf<number>(2);
  let lead = 0;
  const got: number[] = [];
  const make = async (first: number) => {
    for (let n = first; n < first + 20; n++) {
      await queue.put(n);
      lead++;
      assert.ok(lead - got.length <= 3, `${lead - got.length} ahead`);
    }
  };
  const use = async () => {
    while (got.length < 40) got.push(await queue.take());
  };
  await Promise.all([make(0), make(100), use()]);
  for (const first of [0, 100]) {
    const its = got.filter((n) => n >= first && n < first + 100);
    assert.deepEqual(
      its,
      Array.from({ length: 20 }, (_, i) => first + i),
    );
  }
});

test("a flow's spans are the items, and without a limit their number grows", async () => {
  const few = await flow({ items: 20, room: 3 });
  const many = await flow({ items: 20 });
  assert.equal(few.spans.length, 20);
  assert.equal([few.way, many.way].join(), "room for 3,no limit");
  // In the queue, in use, and in the maker's hand.
  assert.ok(mostInProgress(few.spans) <= 5, `${mostInProgress(few.spans)}`);
  assert.ok(mostInProgress(many.spans) > 5, `${mostInProgress(many.spans)}`);
  assert.equal((few.answer as number[]).length, few.beatsMs.length);
  await assert.rejects(async () => flow({ items: 2, room: 0 }), /'room' must be >= 1/);
});

test("an interrupt ends a flow", async () => {
  const flowing = flow({ items: 1000 });
  setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
  await assert.rejects(flowing, /^Error: Interrupted/);
  assert.equal(process.listenerCount("SIGINT"), 0);
});

test("an interrupt ends a run that survives its parts", async () => {
  const running = run(faulty({ does: "never answers" }), way.process(2), { onFailure: "keep" });
  setTimeout(() => process.kill(process.pid, "SIGINT"), 400);
  await assert.rejects(running, /^Error: Interrupted/);
});

test("inside one process: an exit takes all with it on one thread, and one part in threads", async () => {
  const keep = { onFailure: "keep" } as const;
  const ask = async (inside: "async" | "worker") => {
    const { answer } = await run(faulty({ does: "exits", inside }), way.process(1), keep);
    return (answer as { status: string; value?: number }[]).map((it) => it.value ?? 0);
  };
  assert.deepEqual([await ask("async"), await ask("worker")], [[0], [9]]);
  assert.throws(() => faulty({ does: "sleeps" as never }), /'does' must be one of throws, exits/);
});
