import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { markedProcesses } from "./nothing-left.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Somebody's own program that uses the lab; every process that comes of it carries its mark. */
export class Script {
  readonly process: ChildProcess;
  readonly #mark = randomUUID();
  #printed = "";

  constructor(t: TestContext, code: string, env: Record<string, string> = {}) {
    const imports = `
      import { fromFunction } from "#dist/jobs/from-function.js";
      import { fromPython } from "#dist/jobs/from-python.js";
      import { primes } from "#dist/jobs/primes.js";
      import { run } from "#dist/lab/measure.js";
      import { python, way } from "#dist/lab/ways/index.js";`;
    this.process = spawn(process.execPath, ["--input-type=module", "-e", `${imports}\n${code}`], {
      cwd: root,
      env: { ...process.env, ...env, LAB_TEST_MARK: this.#mark },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.process.stdout!.setEncoding("utf8").on("data", (text) => {
      this.#printed += text;
    });
    t.after(() => {
      for (const pid of this.running()) process.kill(pid, "SIGKILL");
    });
  }

  /** Waits until it has printed this so many times. */
  async prints(text: string, times = 1): Promise<void> {
    while (this.#printed.split(text).length <= times) await wait(20);
  }

  running(): number[] {
    return markedProcesses(this.#mark);
  }

  /** Fails unless nothing of it is running any more, at the latest in 5 s. */
  async nothingLeft(): Promise<void> {
    const end = performance.now() + 5000;
    while (this.running().length > 0 && performance.now() < end) await wait(20);
    assert.deepEqual(this.running(), [], "still running");
  }
}
