import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startLab } from "#dist/tools/jupyterlab/lab.js";
import type { Context } from "#dist/tools/setup/context.js";
import { context } from "../context.js";

test("what a killed Jupyter with the same process id has noted is not taken for ours", async () => {
  const root = mkdtempSync(join(tmpdir(), "lab "));
  const runtime = join(root, "my-notebooks", ".jupyter", "runtime");
  mkdirSync(runtime, { recursive: true });
  // It notes a password's empty token, after a while, and ends.
  const server = `setTimeout(() => require("node:fs").writeFileSync(
    \`jpserver-\${process.pid}.json\`,
    JSON.stringify({ url: "http://127.0.0.1:9/", token: "", pid: process.pid })), 300);
    setTimeout(() => {}, 1000);`;
  const launch: Context["launch"] = () => {
    const child = spawn(process.execPath, ["-e", server], { cwd: runtime });
    const old = { url: "http://127.0.0.1:8/", token: "old", pid: child.pid };
    writeFileSync(join(runtime, `jpserver-${child.pid}.json`), JSON.stringify(old));
    return child;
  };
  try {
    const jupyter = ["python"] as const;
    const lab = await startLab({ ...context, root, args: [], launch }, jupyter, "a page.ipynb");
    assert.equal(lab.url, "http://127.0.0.1:9/lab/tree/a%20page.ipynb");
    assert.equal(await lab.ended, 0);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
