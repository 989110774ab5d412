import { type ChildProcess, fork } from "node:child_process";
import { must, mustBeInteger } from "../arguments.js";
import type { Job, Outcome } from "../job.js";
import { heapMiB } from "../machine.js";
import type { Source } from "../run-part.js";
import { withoutOurFlags } from "../stop.js";
import { echo } from "./echo.js";
import { inOwnGroup, own } from "./process-group.js";
import { type Crew, MOST_WIDE, notOpened, type Way } from "./way.js";

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
  | { readonly source: Source; readonly owner: number }
  | { readonly part: number; readonly input: unknown };

/** What a child answers: an outcome (none when it has loaded the job), and its CPU time so far. */
export interface Report {
  readonly outcome: Outcome | null;
  readonly cpuMs: number;
}

/**
 * `width` Node processes, started fresh (Node's `fork` copies nothing of this one) and kept for
 * all parts: a free one takes the next. Inputs and values travel as messages. What the parts
 * print is shown up to 1,000 characters.
 *
 * @throws {TypeError | RangeError} if `width` is no integer from 1 to 256, or an option is wrong.
 */
export function processes(width: number, options: ProcessOptions = {}): Way {
  const action = "Cannot make the way 'process'";
  mustBeInteger(action, "width", width, { most: MOST_WIDE });
  const { env = {}, serialization = "advanced" } = options;
  const plain = typeof env === "object" && Object.values(env).every((it) => typeof it === "string");
  must(plain, action, "'env' must be an object of texts", env);
  const known = serialization === "advanced" || serialization === "json";
  must(known, action, `'serialization' must be "advanced" or "json"`, serialization);
  return { name: "process", width, open: (job) => open(job, width, { env, serialization }) };
}

function open(
  { module, name, parts }: Job,
  width: number,
  options: Required<ProcessOptions>,
): Crew {
  const show = echo();
  const children = Array.from({ length: width }, () => new Child(launch(width, options), show));
  const load = { source: { module, name }, owner: process.pid };
  const idle = [...children];
  const waiting: ((child: Child) => void)[] = [];
  const free = (child: Child) => (waiting.shift() ?? ((it) => idle.push(it)))(child);
  const loaded = Promise.all(children.map((child) => child.ask(load)));
  return {
    ready: loaded.then(
      () => {},
      (cause) => Promise.reject(notOpened("process", cause)),
    ),
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
      await Promise.all(children.map((child) => child.end()));
    },
  };
}

function launch(width: number, { env, serialization }: Required<ProcessOptions>): ChildProcess {
  return fork(new URL("./process-entry.js", import.meta.url), [], {
    ...inOwnGroup,
    env: { ...withoutOurFlags().env, ...env },
    execArgv: [`--max-old-space-size=${heapMiB(width)}`],
    serialization,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

class Child {
  cpuMs = 0;
  readonly end: () => Promise<void>;
  readonly #process: ChildProcess;
  #lost: Error | null = null;
  #resolve: (outcome: Outcome | null) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(child: ChildProcess, show: ReturnType<typeof echo>) {
    this.#process = child;
    this.end = own(child, (error) => {
      this.#lost ??= error;
      this.#reject(error);
    });
    // Without it, its start has failed: its 'error' event tells why.
    if (child.stdout) show(child.stdout);
    child.on("message", (report: Partial<Report> | null) => {
      // A part may send messages of its own: nobody has asked for those.
      if (report?.outcome === undefined || report.cpuMs === undefined) return;
      this.cpuMs = report.cpuMs;
      this.#resolve(report.outcome);
    });
  }

  /** Sends an order and promises the report; rejects if the child is lost meanwhile. */
  ask(order: Order): Promise<Outcome | null> {
    return new Promise((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      this.#resolve = resolve;
      this.#reject = reject;
      try {
        // A failed send means that the child is ending: its 'close' event tells why.
        if (this.#process.connected) this.#process.send(order, () => {});
      } catch (cause) {
        const { message } = cause as Error;
        const why = `its input cannot be copied to another process: pass plain data (${message})`;
        reject(new TypeError(why, { cause }));
      }
    });
  }
}
