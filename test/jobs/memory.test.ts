import assert from "node:assert/strict";
import { test } from "node:test";
import { withServer } from "#dist/experiments/server/server.js";
import { memory, weigh } from "#dist/jobs/memory.js";

test("weighs threads and processes by the megabyte, and ends them", async () => {
  await withServer({ latencyMs: 600_000 }, async (server) => {
    const { parts } = memory({ url: server.url });
    assert.equal(parts.length, 4);
    for (const what of ["thread", "process"] as const) {
      const { bytes } = await weigh({ what, count: 2, url: server.url });
      assert.ok(bytes > 1e6 && bytes < 1e8, `${what}: ${bytes}`);
    }
    assert.equal((await server.stats()).mostInProgress, 3);
  });
  assert.ok(!process.getActiveResourcesInfo().includes("ProcessWrap"));
});
