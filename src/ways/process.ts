import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mustBeInteger } from "../door.js";
import type { Job, Outcome } from "../job.js";
import { type Crew, MOST_WIDE, type Way } from "./way.js";

/** What `way.process` can be told. */
export interface ProcessOptions {
  /** Variables of the environment, added to this process's own. Default none. */
  env?: Record<string, string>;
  /**
   * How messages are written: `"advanced"` as a structured clone, `"json"` as text, which turns
   * NaN, Map and undefined into something else. Default `"advanced"`.
   */
  serialization?: "advanced" | "json";
}

/** What a child is asked: to load a job, or to run one of its parts. */
export type Order =
  | { readonly job: Pick<Job, "module" | "name">; readonly owner: number }
  | { readonly part: number; readonly input: unknown };

/** What a child answers: an outcome (none when it has loaded the job), and its CPU time so far. */
export interface Report {
  readonly outcome: Outcome | null;
  readonly cpuMs: number;
}

/**
 * `width` Node processes, started fresh (Node's `fork` copies nothing of this one) and kept for
 * all parts: a free one takes the next. Inputs and values travel as messages.
 *
 * @throws {TypeError | RangeError} if `width` is no integer from 1 to 256.
 */
export function processes(width: number, options: ProcessOptions = {}): Way {
  mustBeInteger("Cannot make the way 'process'", "width", width, { most: MOST_WIDE });
  return { name: "process", width, open: (job) => open(job, width, options) };
}

function open({ module, name, parts }: Job, width: number, options: ProcessOptions): Crew {
  const children = Array.from({ length: width }, () => new Child(options));
  const load = { job: { module, name }, owner: process.pid };
  const idle = [...children];
  const waiting: ((child: Child) => void)[] = [];
  const free = (child: Child) => (waiting.shift() ?? ((it) => idle.push(it)))(child);
  return {
    ready: Promise.all(children.map((child) => child.ask(load))).then(() => {}),
    run: async (part) => {
      const child = idle.pop() ?? (await new Promise<Child>((next) => waiting.push(next)));
      try {
        return (await child.ask({ part, input: parts[part] }))!;
      } finally {
        free(child);
      }
    },
    cpuMs: () => children.reduce((sum, child) => sum + child.cpuMs, 0),
    close: async () => {
      await Promise.all(children.map((child) => child.kill()));
    },
  };
}

class Child {
  cpuMs = 0;
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  #lost: Error | null = null;
  #lastWords = "";
  #resolve: (outcome: Outcome | null) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor({ env, serialization = "advanced" }: ProcessOptions) {
    this.#process = fork(new URL("./child.js", import.meta.url), [], {
      env: { ...process.env, ...env },
      // What this process was started with (a preload, a debugger) is not for its children.
      execArgv: [],
      serialization,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#exit = once(this.#process, "close").catch(() => {});
    // Both streams are read, or a child that prints much would stop for a reader.
    this.#process.stdout!.resume();
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-2048);
    });
    this.#process.on("message", (report: Report) => {
      this.cpuMs = report.cpuMs;
      this.#resolve(report.outcome);
    });
    this.#process.on("error", (error) => this.#lose(error.message));
    this.#process.on("close", (code, signal) => this.#lose(signal ?? `exit code ${code}`));
  }

  /** Sends an order and promises the report; rejects if the child is lost meanwhile. */
  ask(order: Order): Promise<Outcome | null> {
    return new Promise((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      this.#resolve = resolve;
      this.#reject = reject;
      // A failed send means that the child is ending: its 'close' event tells why.
      this.#process.send(order, () => {});
    });
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    if (this.#process.pid !== undefined) await this.#exit;
  }

  #lose(how: string): void {
    const words = this.#lastWords.trim();
    const memory = /heap out of memory|allocation failed/i.test(words);
    const why = memory ? "it ran out of memory: make the parts smaller" : words;
    const remedy = why || "a part must return a value and leave its process alone";
    this.#lost ??= new Error(`its process ended (${how}): ${remedy}`);
    this.#reject(this.#lost);
  }
}
