import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { python } from "#dist/lab/ways/index.js";
import { inOwnGroup, watchOver } from "#dist/lab/ways/process-group.js";

const found = await python.facts();
const noPython = !found && "skipped: there is no Python here";
const job = primes({ upTo: 100 });

/** A folder of programs, by their names: shell scripts of these texts. */
function programs(texts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "python-"));
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  return folder;
}

test("a python3 that fails is passed over; the Python after it is asked once, and then run itself", {
  skip: noPython || (process.platform === "win32" && "skipped: a shell script is no program here"),
}, async () => {
  const log = `echo "$@" >> "$(dirname "$0")/log"`;
  const folder = programs({
    python3: "echo There is no Python here >&2; exit 9",
    python: `${log}\nexec ${JSON.stringify(found!.command)} "$@"`,
  });
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  try {
    assert.deepEqual(await python.facts(), found);
    for (const its of [python.single(), python.processes(2)]) {
      assert.equal(((await run(job, its)).answer as number[]).length, 25);
    }
    const calls = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
    const scripts = calls.map((call) => call.replace(/^(-E -u -B) .*ways\/(.*)$/, "$1 $2"));
    assert.deepEqual(scripts, ["-E -u -B python.py facts"], "then the program itself is run");
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  }
});

test("where processes cannot share a lock, python.processes says what to do", {
  skip: noPython || (process.platform === "win32" && "skipped: a shell script is no program here"),
}, async () => {
  const folder = programs({
    // Its answer to the question which Python it is: itself, so that it gets the orders, too.
    python3: `case "$5" in
      facts) echo "[\\"$0\\", \\"${found!.version}\\", true]";;
      *) exec ${JSON.stringify(found!.command)} -c "$(cat "$(dirname "$0")/without")" "$@";;
    esac`,
  });
  writeFileSync(
    join(folder, "without"),
    `import sys, runpy, multiprocessing
def no(width): raise PermissionError(13, "Permission denied", "/dev/shm/pym-1")
multiprocessing.Barrier = no
runpy.run_path(sys.argv[4], run_name="__main__")`,
  );
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  try {
    await assert.rejects(run(job, python.processes(2)), {
      message:
        /^Cannot open the way 'python processes': .* \(PermissionError: .*'\/dev\/shm\/pym-1'\): .*make \/dev\/shm writable/,
    });
    assert.equal(((await run(job, python.threads(2))).answer as number[]).length, 25);
  } finally {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  }
});

test("the CPU time of every process's start is told with the greeting", {
  skip: noPython,
}, async (t) => {
  const width = 8;
  const script = fileURLToPath(new URL("../../../../src/lab/ways/python.py", import.meta.url));
  const child = spawn(found!.command, ["-u", "-B", script], {
    ...inOwnGroup,
    stdio: ["pipe", "inherit", "inherit", "pipe"],
  });
  t.after(watchOver(child, () => {}));
  const order = { path: fileURLToPath(job.python!), name: job.name, mode: "processes", width };
  child.stdin!.write(`${JSON.stringify({ ...order, memory: 1024 })}\n`);
  const [line] = await once(createInterface(child.stdio[3] as Readable), "line");
  assert.equal(
    Object.keys(JSON.parse(line).cpuMs).length,
    width + 1,
    "all of them and their owner",
  );
});
