import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { INTERRUPTED, untilStopped } from "#dist/lab/stop.js";

test("a preload of this process is for no thread or process that it starts", () => {
  const folder = mkdtempSync(join(tmpdir(), "preload-"));
  const [preload, log] = [join(folder, "preload.cjs"), join(folder, "log")];
  writeFileSync(preload, `require("node:fs").appendFileSync(${JSON.stringify(log)}, "loaded ");`);
  const code = `
    import { roundTrip } from "#dist/experiments/moving/moving.js";
    import { withServer } from "#dist/experiments/server/server.js";
    import { primes } from "#dist/jobs/primes.js";
    import { compare } from "#dist/lab/measure.js";
    await withServer({}, () => {});
    await roundTrip(1, "clone");
    await roundTrip(1, "process");
    await compare(primes({ upTo: 10 }), undefined, { rounds: 1 });
  `;
  try {
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      env: { ...process.env, NODE_OPTIONS: `--require=${JSON.stringify(preload)}` },
      encoding: "utf8",
    });
    assert.equal(stderr, "");
    assert.equal(readFileSync(log, "utf8"), "loaded ");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a hundred things at once listen for an interrupt once, and all of them hear it", async () => {
  const before = process.listenerCount("SIGINT");
  const bodies = Array.from({ length: 100 }, () =>
    untilStopped(undefined, (stop) => {
      return new Promise<never>((_, reject) => {
        stop.addEventListener("abort", () => reject(stop.reason));
      });
    }),
  );
  const all = Promise.allSettled(bodies);
  await new Promise((next) => setImmediate(next));
  assert.equal(process.listenerCount("SIGINT"), before + 1);
  process.emit("SIGINT");
  for (const body of await all) {
    assert.equal(body.status === "rejected" && body.reason.message, INTERRUPTED);
  }
  assert.equal(process.listenerCount("SIGINT"), before);
});
