import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeEdition } from "#dist/tools/notebooks/edition.js";
import { execute } from "#dist/tools/notebooks/execute.js";

test("a run leaves no folder, and takes away what one that was killed has left", async () => {
  const root = mkdtempSync(join(tmpdir(), "runs "));
  try {
    const nobody = join(root, ".run-nobody");
    mkdirSync(nobody);
    utimesSync(nobody, 0, 0);
    mkdirSync(join(root, ".run-another"));
    writeFileSync(join(root, "package.json"), "{}");
    let during: string[] = [];
    const run = async () => {
      during = readdirSync(root);
      return { code: 0, output: "" };
    };
    const cells = await execute({ root, run }, makeEdition("# A title\n", "student", "a.md"));
    assert.equal(cells.length, 1);
    assert.equal(during.length, 3, `${during}`);
    assert.deepEqual(readdirSync(root).sort(), [".run-another", "package.json"]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
