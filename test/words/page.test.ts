import assert from "node:assert/strict";
import { test } from "node:test";
import { snippets } from "#dist/lessons/12-snippets.js";
import * as words from "#dist/words/page.js";

const here = { cpu: "a chip", cores: 1, coresInAll: 8, threadsPerCore: 2, memoryGiB: 4 };
const known = { ...here, node: "v22.0.0", system: "Linux" };

test("a machine is told in rows, what is not known as unknown", () => {
  const rows = words.machine({ ...known, threadsPerCore: null, cores: 0.75 });
  assert.deepEqual(rows[1], { "this machine": "cores that may be used", value: "0.75 of 8" });
  assert.deepEqual(rows[2], { "this machine": "hardware threads per core", value: "unknown" });
  assert.equal(words.machine(known)[2]!.value, "2");
});

test("progress counts parts as people write numbers", () => {
  assert.equal(words.progress(1, 1024), "Running: 1 of 1,024 parts done");
});

test("every snippet says what is known of it, and why", () => {
  for (const { asks, because } of snippets) assert.ok(asks.length > 10 && because.length > 10);
});
