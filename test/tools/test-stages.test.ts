import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Context } from "#dist/tools/setup/context.js";
import { runStages, type Stage } from "#dist/tools/test-stages.js";
import { context } from "./context.js";

test("what hangs and what fails stops nothing else, and is told at the end", async (t) => {
  const said = t.mock.method(console, "log", () => {});
  const folder = mkdtempSync(join(tmpdir(), "stages-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const built = join(folder, "dist", "test");
  mkdirSync(built, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const done = (name: string) => join(folder, `${name}.done`);
  const write = (name: string) =>
    `import fs from "node:fs"; fs.writeFileSync(${JSON.stringify(done(name))}, "");`;
  const files = { hangs: "for (;;);", fails: `${write("fails")} throw 1`, passes: write("passes") };
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(built, `${name}.test.js`), body);
  }
  // A test inside of a test would speak to the outer one's runner.
  const run: Context["run"] = (command, args, options) =>
    context.run(command, args, {
      ...options,
      stdio: "ignore",
      env: { ...options?.env, NODE_TEST_CONTEXT: undefined },
    });
  const stage = (what: string, names: string[]): Stage => ({
    what,
    files: names.map((name) => `${name}.test.ts`),
    limitMinutes: 0.1,
  });
  const stages = [stage("One", ["hangs", "fails"]), stage("None", []), stage("Two", ["passes"])];
  assert.equal(await runStages({ ...context, root: folder, run }, stages), 1);
  assert.ok(existsSync(done("fails")) && existsSync(done("passes")));
  const lines = String(said.mock.calls.at(-1)?.arguments[0]).trim().split("\n");
  assert.match(lines[0]!, /^✖ One \(/);
  assert.match(lines[1]!, /^✔ Two \(/);
  assert.equal(lines.length, 2);
});
