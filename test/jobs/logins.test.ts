import assert from "node:assert/strict";
import { test } from "node:test";
import { logins } from "#dist/jobs/logins.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";

type Start = () => Promise<string>;
const pool = way.process(1, { env: { UV_THREADPOOL_SIZE: "4" } });

async function of(schedule: (starts: Start[]) => unknown) {
  return (await run(logins(schedule), pool)).answer as {
    value: unknown;
    started: number;
    mostInProgress: number;
    endedBeforeReads: number;
  };
}

test("twelve logins at once hold up the reads behind them", async () => {
  const it = await of((starts) => Promise.all(starts.map((start) => start())));
  const users = Array.from({ length: 12 }, (_, nth) => `user ${nth}`);
  assert.deepEqual(it.value, users);
  assert.deepEqual([it.started, it.mostInProgress], [12, 12]);
  assert.ok(it.endedBeforeReads >= 9, `${it.endedBeforeReads}`);
});

test("one after another, they are never more than one", async () => {
  const it = await of(async (starts) => {
    for (const start of starts) await start();
  });
  assert.deepEqual([it.value, it.started, it.mostInProgress], [undefined, 12, 1]);
});

test("what the schedule throws is told as it is", async () => {
  const blank = () => {
    throw new Error("Not written yet");
  };
  await assert.rejects(of(blank), /^Error: Not written yet$/);
});
