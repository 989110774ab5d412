import { type ChildProcess, fork } from "node:child_process";
import { must, mustBeInteger } from "../arguments.js";
import type { Job, Outcome } from "../job.js";
import type { Source } from "../run-part.js";
import { withoutOurFlags } from "../stop.js";
import { echo } from "./echo.js";
import { inOwnGroup, watchOver } from "./process-group.js";
import { reaperReady } from "./reaper.js";
import { type Crew, type HeapOptions, MOST_WIDE, notOpened, tooLong, type Way } from "./way.js";

/** What `way.process` can be told. */
export interface ProcessOptions extends HeapOptions {
  /** Variables of the environment, added to this process's own. Default: none. */
  env?: Record<string, string>;
}

/** What a child is asked: to load a job, or to run one of its parts. */
export type Order = Source | { readonly part: number; readonly input: unknown };

/** What a child answers: an outcome (none when it has loaded the job), and its CPU time so far. */
export interface Report {
  readonly outcome: Outcome | null;
  readonly cpuMs: number;
}

/**
 * `width` Node processes, started fresh (Node's `fork` copies nothing of this one) and kept for
 * all parts: an idle one takes the next part. Inputs and values travel as messages, by structured
 * clone. What the parts print is shown, up to 1,000 characters.
 *
 * @throws {TypeError | RangeError} if `width` is not an integer from 1 to 256, or an option is wrong.
 */
export function processes(width: number, options: ProcessOptions = {}): Way {
  const action = "Cannot make the way 'process'";
  mustBeInteger(action, "width", width, { most: MOST_WIDE });
  const { env = {}, heapMiB } = options;
  if (heapMiB !== undefined) mustBeInteger(action, "heapMiB", heapMiB, { least: 16, most: 65_536 });
  const plain = typeof env === "object" && Object.values(env).every((it) => typeof it === "string");
  must(plain, action, "'env' must be an object of texts", env);
  const launch = () => launchChild(heapMiB, env);
  return { name: "process", width, prepare: reaperReady, open: (job) => open(job, width, launch) };
}

function open({ module, name, parts }: Job, width: number, launch: () => ChildProcess): Crew {
  const show = echo();
  const all: Child[] = [];
  const idle: Child[] = [];
  const waiting: ((child: Child) => void)[] = [];
  let closed = false;
  const free = (child: Child) => (waiting.shift() ?? ((it) => idle.push(it)))(child);
  const start = async (): Promise<Child> => {
    const child = new Child(launch(), show);
    all.push(child);
    await child.ask({ module, name });
    return child;
  };
  const loaded = Promise.all(Array.from({ length: width }, () => start().then(free)));
  return {
    ready: loaded.then(
      () => {},
      (cause) => Promise.reject(notOpened("process", cause)),
    ),
    run: async (part, limitMs) => {
      let child = idle.pop() ?? (await new Promise<Child>((next) => waiting.push(next)));
      let timer: NodeJS.Timeout | undefined;
      try {
        if (child.lost && !closed) child = await start();
        if (limitMs) timer = setTimeout(() => child.lose(tooLong(limitMs)), limitMs);
        return (await child.ask({ part, input: parts[part] }))!;
      } catch (error) {
        throw Object.assign(error as Error, { where: { pid: child.pid } });
      } finally {
        clearTimeout(timer);
        free(child);
      }
    },
    cpuMs: () => all.reduce((sum, child) => sum + child.cpuMs, 0),
    close: async () => {
      closed = true;
      await Promise.all(all.map((child) => child.end()));
    },
  };
}

function launchChild(heapMiB: number | undefined, env: Record<string, string>): ChildProcess {
  return fork(new URL("./process-entry.js", import.meta.url), [], {
    ...inOwnGroup,
    env: { ...withoutOurFlags().env, ...env },
    // With a flag of V8's, Node starts without the code that it has compiled before: 15 ms more.
    execArgv: heapMiB === undefined ? [] : [`--max-old-space-size=${heapMiB}`],
    // As JSON, NaN, Map and undefined would arrive as something else.
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

class Child {
  cpuMs = 0;
  /** Why it takes no orders any more. */
  lost: Error | undefined;
  readonly pid: number | undefined;
  readonly end: () => Promise<void>;
  readonly #process: ChildProcess;
  #resolve: (outcome: Outcome | null) => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(child: ChildProcess, show: ReturnType<typeof echo>) {
    this.#process = child;
    this.pid = child.pid;
    this.end = watchOver(child, (error) => this.#onLost(error));
    // Without stdout, its start has failed: its 'error' event tells why.
    if (child.stdout) show(child.stdout);
    child.on("message", (report: Partial<Report> | null) => {
      // A part may send messages of its own: these are not reports.
      if (report?.outcome === undefined || report.cpuMs === undefined) return;
      this.cpuMs = report.cpuMs;
      this.#resolve(report.outcome);
    });
  }

  /** Ends it, for a reason of ours. */
  lose(reason: Error): void {
    this.#onLost(reason);
    this.end();
  }

  #onLost(error: Error): void {
    this.lost ??= error;
    this.#reject(error);
  }

  /** Sends an order and promises the report; rejects if the child is lost meanwhile. */
  ask(order: Order): Promise<Outcome | null> {
    return new Promise((resolve, reject) => {
      if (this.lost) throw this.lost;
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
