import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { python, way } from "#dist/lab/ways/index.js";
import { inOwnGroup, signalGroup, watchOver } from "#dist/lab/ways/process-group.js";
import { running } from "../nothing-left.js";
import { Script } from "../script.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const windows = process.platform === "win32";
const noProc = process.platform !== "linux" && "skipped: only Linux shows what is running";
const noPython = (await python.facts()) === null && "skipped: there is no python3 here";

const endless = "console.log('here'); for (;;);";
const spawning = `
  const { spawn } = await import("node:child_process");
  spawn("sleep", ["600"], { stdio: "ignore" });`;
const endlessIn = (body: string, way: string) =>
  `await run(fromFunction(async () => { ${body} }, { parts: [0, 1] }), ${way});`;
const inPython = (program: string, way: string) =>
  `await run(fromPython(${JSON.stringify(program)}, { parts: [0, 1] }), ${way});`;
const gil = "def part(n):\n    print('here')\n    return sum(range(10**14))";
for (const [what, code, times] of [
  ["workers", endlessIn(endless, "way.worker(2)"), 2],
  ["processes", endlessIn(endless, "way.process(2)"), 2],
  ["processes' own processes", endlessIn(spawning + endless, "way.process(2)"), 2],
  ["Python that keeps the GIL", inPython(gil, "python.single()"), 1],
  ["Python's processes", inPython(gil, "python.processes(2)"), 2],
] as const) {
  test(`kill -9 of a script leaves nothing of ${what}, though its parts never end`, {
    skip: noProc || (code.includes("python") && noPython),
    timeout: 60_000,
  }, async (t) => {
    const script = new Script(t, code);
    await script.prints("here", times);
    script.process.kill("SIGKILL");
    await script.nothingLeft();
  });
}

test("what ends one script leaves the processes of another alone", {
  skip: noProc,
  timeout: 60_000,
}, async (t) => {
  const [one, other] = [1, 2].map(() => new Script(t, endlessIn(endless, "way.process(2)")));
  await Promise.all([one!.prints("here", 2), other!.prints("here", 2)]);
  const before = other!.running();
  one!.process.kill("SIGKILL");
  await one!.nothingLeft();
  assert.deepEqual(other!.running(), before);
  other!.process.kill("SIGKILL");
  await other!.nothingLeft();
});

test("a script that has nothing left to do ends, and its reaper with it", {
  timeout: 60_000,
}, async (t) => {
  const script = new Script(t, "await run(primes({ upTo: 10 }), way.process(1));");
  assert.deepEqual(await once(script.process, "exit"), [0, null]);
  await script.nothingLeft();
});

/** The processes of this one that did not run before. */
const others = (before: readonly number[]) =>
  running().processes.filter((pid) => !before.includes(pid));

test("there is one reaper for all runs, in a session of its own, and another when it is lost", {
  skip: noProc,
}, async () => {
  const before = running().processes;
  const job = primes({ upTo: 10 });
  await run(job, way.process(2));
  const [reaper, ...more] = others(before);
  assert.deepEqual(more, []);
  const [, , , session] = readFileSync(`/proc/${reaper}/stat`, "latin1").split(") ")[1]!.split(" ");
  assert.equal(Number(session), reaper);
  await run(job, way.process(2));
  assert.deepEqual(others(before), [reaper]);
  process.kill(reaper!, "SIGKILL");
  await wait(100);
  await run(job, way.process(2));
  assert.equal(others(before).length, 1);
  assert.notEqual(others(before)[0], reaper);
});

test("the reaper is there before the clock of the first start-up begins", {
  skip: windows,
}, async () => {
  const its = way.process(1);
  let there = false;
  const prepare = async () => {
    await its.prepare?.();
    there = true;
  };
  const open: typeof its.open = (job) => {
    assert.ok(there);
    return its.open(job);
  };
  await run(primes({ upTo: 10 }), { ...its, prepare, open });
});

test("a group whose leader has gone is signalled no more: its id may be another's by now", {
  skip: windows,
}, async (t) => {
  const child = spawn("/bin/sh", ["-c", "exit 3"], inOwnGroup);
  const end = watchOver(child, () => {});
  await once(child, "close");
  const kill = t.mock.method(process, "kill");
  await end();
  assert.equal(kill.mock.callCount(), 0);
});

test("what a process has started ends when the process does by itself", {
  skip: noProc,
}, async () => {
  const before = running().processes;
  const child = spawn("/bin/sh", ["-c", "sleep 600 & exit 3"], { ...inOwnGroup, stdio: "ignore" });
  watchOver(child, () => {});
  await once(child, "close");
  await wait(100);
  assert.ok(others(before).length <= 1, "no more than the reaper");
});

test("on Windows a process is ended with all that it has started", {
  skip: noProc,
  timeout: 60_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "taskkill-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const log = join(folder, "log");
  const program = `#!/bin/sh\necho "$@" >> '${log}'\nkill -9 "$2"\n`;
  writeFileSync(join(folder, "taskkill"), program, { mode: 0o755 });
  const asOnWindows = `
    const { spawn } = await import("node:child_process");
    Object.defineProperty(process, "platform", { value: "win32" });
    const { inOwnGroup, watchOver } = await import("#dist/lab/ways/process-group.js");
    const child = spawn("sleep", ["600"], inOwnGroup);
    const end = watchOver(child, () => {});
    await end();
    console.log("ended", child.pid);`;
  // The imports of every script would come before: this one needs the lab on another platform.
  const child = spawn(process.execPath, ["--input-type=module", "-e", asOnWindows], {
    cwd: root,
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await once(child.stdout!.setEncoding("utf8"), "data");
  const [, pid] = /^ended (\d+)$/m.exec(printed)!;
  assert.equal(readFileSync(log, "utf8"), `/PID ${pid} /T /F\n`);
});

test("a group that has just ended gets no signal, and nobody an error", {
  skip: windows,
}, async () => {
  const child = spawn(process.execPath, ["-e", ""], { ...inOwnGroup, stdio: "ignore" });
  await once(child, "exit");
  assert.equal(signalGroup(child.pid!, "SIGSTOP"), false);
});
