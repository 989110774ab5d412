import assert from "node:assert/strict";
import { test } from "node:test";

/** The module, as a process with this pace would load it. */
async function paced(pace: string): Promise<typeof import("#dist/page/pace.js")> {
  process.env.LAB_PACE = pace;
  return import(`${import.meta.resolve("#dist/page/pace.js")}?${pace}`);
}

test("a reader's cells measure all that they ask for", async () => {
  const { pacedRounds, pacedTarget } = await paced("");
  assert.deepEqual(pacedRounds({ rounds: 3 }), { rounds: 3 });
  assert.deepEqual(pacedRounds({}), {});
  assert.deepEqual(pacedTarget({ targetMs: 300 }), { targetMs: 300 });
});

test("at the pace of a test they measure one round of a third of the time", async () => {
  const { pacedRounds, pacedTarget } = await paced("test");
  assert.deepEqual(pacedRounds({ rounds: 3 }), { rounds: 1 });
  assert.deepEqual(pacedRounds({}), { rounds: 1 });
  assert.deepEqual(pacedTarget({ targetMs: 300 }), { targetMs: 100 });
  assert.deepEqual(pacedTarget({ targetMs: 25 }), { targetMs: 10 });
});
