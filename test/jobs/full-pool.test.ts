import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fullPool } from "#dist/jobs/full-pool.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";

// Where the children make their pipes; it can be removed only if it is empty.
const TMPDIR = mkdtempSync(join(tmpdir(), "full-pool "));
after(() => rmdirSync(TMPDIR));
const pool = (size: number) =>
  way.process(1, { env: { UV_THREADPOOL_SIZE: `${size}`, TMPDIR, TEMP: TMPDIR } });
const calls = {
  timer: () => new Promise((done) => setTimeout(done, 5)),
  file: async () => (await import("node:fs/promises")).readFile((await import("node:os")).devNull),
  number: async (port: number) => (await fetch(`http://127.0.0.1:${port}`)).text(),
  name: async (port: number) => (await fetch(`http://localhost:${port}`)).text(),
};

async function verdicts(taken: number, size: number, asked: Parameters<typeof fullPool>[0]) {
  const { answer } = await run(fullPool(asked, { taken }), pool(size));
  const rows = answer as { call: string; verdict: string }[];
  return Object.fromEntries(rows.map(({ call, verdict }) => [call, verdict]));
}

test("behind a full pool a file and a name wait, a timer and a connection go on", async () => {
  const on = { timer: "goes on", number: "goes on" };
  assert.deepEqual(await verdicts(4, 4, calls), { ...on, file: "waits", name: "waits" });
  assert.deepEqual(readdirSync(TMPDIR), []);
});

test("with a thread left nothing waits; with more taken than there are, it ends as well", async () => {
  assert.deepEqual(await verdicts(4, 5, { file: calls.file }), { file: "goes on" });
  assert.deepEqual(await verdicts(6, 3, { file: calls.file }), { file: "waits" });
});

test("a call that fails says so", async () => {
  const throws = () => {
    throw new Error("no");
  };
  assert.deepEqual(await verdicts(1, 4, { throws }), { throws: "failed: no" });
});

test("calls and numbers are checked at the door", () => {
  assert.throws(() => fullPool(calls, { taken: 0 }), RangeError);
  assert.throws(() => fullPool({ call: 1 as never }, { taken: 1 }), TypeError);
});
