import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { Broker } from "#dist/lab/ways/queue/broker.js";
import { root } from "./context.js";

/** `npm run host`, and all that it has printed. */
export class HostProgram {
  readonly process: ChildProcess;
  printed = "";

  /** With `inside`, another program starts it, such as one that lends it a network of its own. */
  constructor(args: readonly string[], inside: readonly string[] = []) {
    const command = [process.execPath, "src/tools/setup/begin.mjs", "host", ...args];
    const [program, ...rest] = [...inside, ...command];
    this.process = spawn(program!, rest, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.printed += text;
      });
    }
  }

  /** Waits until it has printed what is looked for. */
  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.printed)) {
      assert.equal(this.process.exitCode, null, this.printed);
      await wait(20);
    }
  }
}

/** The broker's address with a name and a password in it. */
export function urlOf({ url, ...all }: Broker, who: "owner" | "host"): string {
  return url.replace("//", `//${all[who].user}:${all[who].pass}@`);
}
