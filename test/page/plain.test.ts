import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { python } from "#dist/lab/ways/index.js";
import { program, runProgram } from "#dist/page/plain.js";
import { root } from "../tools/context.js";

const folder = join(root, "notebooks", "plain");
const found = await python.facts();

for (const name of readdirSync(folder)) {
  const text = readFileSync(join(folder, name), "utf8");
  const skip = name.endsWith(".py") && !found && "there is no Python here";

  test(`plain/${name} runs in an empty folder, without the lab`, { skip }, () => {
    const empty = mkdtempSync(join(tmpdir(), "empty "));
    try {
      copyFileSync(join(folder, name), join(empty, name));
      // Whoever takes it home installs what its first line names, and nothing else.
      const [first = ""] = text.split("\n");
      const needed = /npm install ([\w./@ -]+)/.exec(first)?.[1]?.trim().split(" ") ?? [];
      if (needed.length > 0)
        symlinkSync(join(root, "node_modules"), join(empty, "node_modules"), "junction");
      const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
      const packages = imported.filter((from) => !from.startsWith("node:"));
      if (!name.endsWith(".py")) assert.deepEqual([...new Set(packages)].sort(), needed.sort());
      const command = name.endsWith(".py") ? found!.command : process.execPath;
      const ended = spawnSync(command, [join(empty, name)], { encoding: "utf8", timeout: 60_000 });
      assert.equal(ended.status, 0, ended.stderr);
      assert.equal(ended.stderr, "");
      assert.match(ended.stdout, /\w/, "it prints nothing");
    } finally {
      rmSync(empty, { recursive: true });
    }
  });

  test(`plain/${name} is short`, () => {
    const code = text.split("\n").filter((line) => !/^\s*(\/\/.*|#.*)?$/.test(line));
    assert.ok(code.length <= 40, `${code.length} lines of code`);
  });
}

test("a program that is not there, or lies elsewhere, is refused", () => {
  for (const name of ["gone.mjs", "../source/01-four-ways.md", ""]) {
    assert.throws(() => program(name), /must be a file of that name in 'plain'/);
  }
  assert.throws(() => program(1 as never), TypeError);
});

test("a program that fails says how", async () => {
  await assert.rejects(runProgram("gone.mjs"), RangeError);
});
