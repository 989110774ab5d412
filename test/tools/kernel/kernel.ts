import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jupyterEnv, venvPython } from "#dist/tools/setup/jupyter.js";
import { markedProcesses } from "../../lab/nothing-left.js";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Why no kernel can be started here; `false` where one can. */
export const noKernel =
  !existsSync(venvPython(root)) && "skipped: there is no .venv here; npm test makes one";

/** What a cell did in the kernel. */
export interface Reply {
  /** The kernel's word; `"hung"` where the cell did not end in time, `"dead"` where the kernel did. */
  readonly status: "ok" | "error" | "abort" | "hung" | "dead";
  readonly stdout: string;
  readonly stderr: string;
  /** The HTML that it displayed. */
  readonly shown: string;
  /** How long after the last interrupt it ended, in ms; `null` where there was none. */
  readonly afterMs: number | null;
  /** How many interrupts there were. */
  readonly presses: number;
}

/** What Tab and Shift+Tab get: names, or docs by MIME type. */
export interface KeyReply {
  readonly matches?: readonly string[];
  readonly data?: Readonly<Record<string, string>>;
}

/** What happens while a cell runs, counted from the first that it prints. */
export interface Meanwhile {
  /** The stop button is pressed, from then on every second. */
  readonly interruptAfterMs?: number;
  /** The kernel is ended as by `kill -9`. */
  readonly killAfterMs?: number;
  /** How long the cell may take from its start. Default: 20. */
  readonly limitS?: number;
}

/** A real kernel, as Jupyter starts it, in a folder of its own beside `dist`. */
export class Kernel {
  readonly #mark = randomUUID();
  readonly #driver: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor() {
    this.#driver = spawn(
      venvPython(root),
      [join(root, "test", "tools", "kernel", "drive.py"), root],
      {
        env: { ...jupyterEnv(root), LAB_TEST_MARK: this.#mark },
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    // Where it has ended, the missing answer tells.
    this.#driver.stdin!.on("error", () => {});
    this.#answers = createInterface({ input: this.#driver.stdout! })[Symbol.asyncIterator]();
  }

  static async start(): Promise<Kernel> {
    const kernel = new Kernel();
    await kernel.#answer();
    return kernel;
  }

  /** Does something with a kernel, which is shut down whatever happens. */
  static async use(body: (kernel: Kernel) => Promise<void>): Promise<void> {
    const kernel = await Kernel.start();
    try {
      await body(kernel);
    } finally {
      await kernel.end();
    }
  }

  async run(code: string, meanwhile: Meanwhile = {}): Promise<Reply> {
    this.#driver.stdin!.write(`${JSON.stringify({ code, ...meanwhile })}\n`);
    const reply = (await this.#answer()) as Reply;
    // After an error the kernel drops what comes within 200 ms.
    if (reply.status === "error") await wait(300);
    return reply;
  }

  /** What is told of a key that is pressed at the end of the code, as Jupyter's protocol has it. */
  async press(press: "Tab" | "Shift+Tab", code: string): Promise<KeyReply> {
    this.#driver.stdin!.write(`${JSON.stringify({ press, code })}\n`);
    return (await this.#answer()) as KeyReply;
  }

  /** Waits until no more than `most` processes are running of this kernel; fails after 5 s. */
  async leaves(most: number): Promise<void> {
    const end = performance.now() + 5000;
    const left = () => markedProcesses(this.#mark).filter((pid) => pid !== this.#driver.pid);
    while (left().length > most && performance.now() < end) await wait(50);
    assert.ok(left().length <= most, `still running: ${left()}`);
  }

  /** Shuts the kernel down; by force, where the driver does not within ten seconds. */
  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#driver;
    if (exitCode !== null || signalCode !== null) return;
    // The kernel ends by itself when its driver is gone.
    const force = setTimeout(() => this.#driver.kill("SIGKILL"), 10_000);
    this.#driver.stdin!.end();
    await new Promise((done) => this.#driver.once("exit", done));
    clearTimeout(force);
  }

  async #answer(): Promise<unknown> {
    const { done, value } = await this.#answers.next();
    if (done) throw new Error("The kernel's driver has ended");
    return JSON.parse(value);
  }
}
