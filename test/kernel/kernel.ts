import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jupyterEnv, venvPython } from "#lab/jupyter/python.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a cell did in the kernel. */
export interface Reply {
  /** `"ok"` or `"error"`; `"hung"` where it did not end in time, `"dead"` where the kernel ended. */
  readonly status: "ok" | "error" | "hung" | "dead";
  readonly stdout: string;
  readonly stderr: string;
  /** The beginning of what it displayed. */
  readonly html: string;
  readonly seconds: number;
}

/** A real kernel, in a folder of its own beside `dist`, driven cell by cell. */
export class Kernel {
  /** The kernel's process. */
  pid = 0;
  readonly #folder = mkdtempSync(join(root, ".run-"));
  readonly #driver: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor() {
    const script = join(root, "test", "kernel", "drive.py");
    this.#driver = spawn(venvPython(root), ["-u", script, this.#folder], {
      env: { ...process.env, ...jupyterEnv(root) },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#lines = createInterface({ input: this.#driver.stdout! })[Symbol.asyncIterator]();
  }

  static async start(): Promise<Kernel> {
    const kernel = new Kernel();
    kernel.pid = ((await kernel.#answer()) as { pid: number }).pid;
    return kernel;
  }

  /** Runs a cell; presses the stop button `interruptMs` after it was sent. */
  async run(code: string, more: { interruptMs?: number; limitS?: number } = {}): Promise<Reply> {
    this.#driver.stdin!.write(`${JSON.stringify({ code, ...more })}\n`);
    const reply = (await this.#answer()) as Reply;
    // After an error tslab drops what comes within 200 ms.
    if (reply.status === "error") await wait(300);
    return reply;
  }

  /** Ends the kernel as `kill -9` does. */
  async kill(): Promise<void> {
    this.#driver.stdin!.write(`${JSON.stringify({ killed: true })}\n`);
    await this.#answer();
  }

  /** Shuts the kernel down. */
  async end(): Promise<void> {
    this.#driver.stdin!.end();
    if (this.#driver.exitCode === null)
      await new Promise((done) => this.#driver.once("exit", done));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answer(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error("The kernel's driver has ended");
    return JSON.parse(value);
  }
}
