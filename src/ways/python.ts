import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nowMs } from "../clock.js";
import { mustBeInteger } from "../door.js";
import type { Job, Outcome } from "../job.js";
import { type Crew, MOST_WIDE, type Way } from "./way.js";

type Mode = "single" | "threads" | "processes";

/** A line that the Python process writes. */
interface Report {
  readonly outcome?: Outcome | null;
  /** CPU time so far, in ms, by process. */
  readonly cpuMs?: Readonly<Record<string, number>>;
  /** Python's clock, in the greeting. */
  readonly nowMs?: number;
  /** Why a part's outcome cannot come. */
  readonly part?: number;
  readonly lost?: string;
}

/** The Python that the ways of `python` use. */
export interface PythonFacts {
  /** The command that starts it. */
  readonly command: string;
  /** For example `"3.11.7"`. */
  readonly version: string;
  /** Whether the global interpreter lock is on: not in a free-threaded build. */
  readonly gil: boolean;
}

const FACTS = `import json, platform, sys
print(json.dumps([platform.python_version(), getattr(sys, "_is_gil_enabled", lambda: True)()]))`;
const run = promisify(execFile);

/** The Python of this machine (3.9 or newer); `null` where there is none on the PATH. */
export async function facts(): Promise<PythonFacts | null> {
  for (const command of ["python3", "python"]) {
    try {
      const { stdout } = await run(command, ["-I", "-c", FACTS], { timeout: 10_000 });
      const [version, gil] = JSON.parse(stdout) as [string, boolean];
      const [major = 0, minor = 0] = version.split(".").map(Number);
      if (major === 3 && minor >= 9) return { command, version, gil };
    } catch {
      // Not there, or no Python: the next name may be.
    }
  }
  return null;
}

/** The job's Python twin on one thread, one part after another. */
export function single(): Way {
  return { name: "python", width: 1, open: (job) => open(job, "single", 1) };
}

/**
 * The job's Python twin on `width` threads of one process.
 *
 * @throws {TypeError | RangeError} if `width` is no integer from 1 to 256.
 */
export function threads(width: number): Way {
  mustBeInteger("Cannot make the way 'python threads'", "width", width, { most: MOST_WIDE });
  return { name: "python threads", width, open: (job) => open(job, "threads", width) };
}

/**
 * The job's Python twin on a pool of `width` processes, as in the post.
 *
 * @throws {TypeError | RangeError} if `width` is no integer from 1 to 256.
 */
export function processes(width: number): Way {
  mustBeInteger("Cannot make the way 'python processes'", "width", width, { most: MOST_WIDE });
  return { name: "python processes", width, open: (job) => open(job, "processes", width) };
}

function open(job: Job, mode: Mode, width: number): Crew {
  const crew = new Python(job);
  return {
    ready: crew.start(mode, width),
    run: (part) => crew.run(part, job.parts[part]),
    cpuMs: () => crew.cpuMs(),
    close: () => crew.close(),
  };
}

class Python {
  readonly #job: Job;
  readonly #cpuMs = new Map<string, number>();
  readonly #asked = new Map<number, (outcome: Outcome | Error) => void>();
  #process: ChildProcess | undefined;
  #exit: Promise<unknown> = Promise.resolve();
  #offsetMs = 0;
  #lastWords = "";
  #closed = false;

  constructor(job: Job) {
    this.#job = job;
  }

  async start(mode: Mode, width: number): Promise<void> {
    const { python, name, label } = this.#job;
    if (!python) {
      throw new TypeError(
        `Cannot run '${label}' in Python as the job has no Python twin: use a job that has one, ` +
          "such as primes(…)",
      );
    }
    const found = await facts();
    if (!found) throw new Error("Cannot run Python as there is no python3 (3.9 or newer) here");
    if (this.#closed) return;
    const greeting = this.#launch(found.command);
    const askedMs = nowMs();
    this.#write({ path: placeOf(python), name, mode, width });
    const { nowMs: theirsMs = 0 } = await greeting;
    // Python's clock is ours on Linux; elsewhere it may start at another moment.
    const off = theirsMs < askedMs || theirsMs > nowMs();
    this.#offsetMs = off ? nowMs() - theirsMs : 0;
  }

  /** Starts the process, in a group of its own, and promises its first line. */
  #launch(command: string): Promise<Report> {
    const script = fileURLToPath(new URL("../../src/ways/python.py", import.meta.url));
    const child = spawn(command, ["-u", script], {
      stdio: ["pipe", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    this.#process = child;
    this.#exit = once(child, "close").catch(() => {});
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-2048);
    });
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const report = JSON.parse(line) as Report;
        for (const [pid, ms] of Object.entries(report.cpuMs ?? {})) this.#cpuMs.set(pid, ms);
        if (report.nowMs === undefined) this.#settle(report);
        else resolve(report);
      });
      const lose = (how: string) => {
        const lost = new Error(`its Python process ended (${how})\n${this.#lastWords}`.trim());
        reject(lost);
        for (const tell of this.#asked.values()) tell(lost);
      };
      child.on("error", (error) => lose(error.message));
      child.on("close", (code, signal) => lose(signal ?? `exit code ${code}`));
    });
  }

  run(part: number, input: unknown): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#asked.set(part, (outcome) => {
        this.#asked.delete(part);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
      this.#write({ part, input });
    });
  }

  cpuMs(): number {
    return [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    try {
      // The whole group: Python's own pool of processes too.
      process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // Gone already.
    }
    await this.#exit;
  }

  #settle({ outcome, part, lost }: Report): void {
    if (lost !== undefined) this.#asked.get(part!)?.(new Error(lost));
    if (!outcome) return;
    const { span } = outcome;
    const [startMs, endMs] = [span.startMs + this.#offsetMs, span.endMs + this.#offsetMs];
    this.#asked.get(span.part)?.({ ...outcome, span: { ...span, startMs, endMs } });
  }

  #write(order: object): void {
    this.#process?.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

/** Where the Python code is: a file's path, or a whole program in a data: URL. */
function placeOf(url: string): string {
  return url.startsWith("data:") ? url : fileURLToPath(url);
}
