import { type ChildProcess, execFile, type StdioPipe, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { must, mustBeInteger } from "../arguments.js";
import { nowMs } from "../clock.js";
import type { Job, Outcome } from "../job.js";
import { heapMiB } from "../machine.js";
import { echo } from "./echo.js";
import { inOwnGroup, watchOver } from "./process-group.js";
import { reaperReady } from "./reaper.js";
import { type Crew, MOST_WIDE, notOpened, type Way } from "./way.js";

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
  /** Why there is no greeting. */
  readonly refused?: string;
}

/** The Python that the ways of `python` use. */
export interface PythonFacts {
  /** The program itself: a command on the PATH may be a script, whose time would count as ours. */
  readonly command: string;
  /** For example `"3.11.7"`. */
  readonly version: string;
  /** Whether the global interpreter lock is on: not in a free-threaded build. */
  readonly gil: boolean;
}

const execute = promisify(execFile);
// By PATH, which may change.
const found = new Map<string | undefined, PythonFacts>();

/** The Python of this machine (3.9 or newer); `null` if there is none on the PATH. */
export async function facts(): Promise<PythonFacts | null> {
  const path = process.env.PATH;
  const known = found.get(path) ?? (await factsOf("python3")) ?? (await factsOf("python"));
  if (known) found.set(path, known);
  return known;
}

async function factsOf(name: string): Promise<PythonFacts | null> {
  try {
    const { stdout } = await execute(name, script("facts"), { timeout: 10_000 });
    // The last line: some installations greet with lines of their own.
    const told = JSON.parse(stdout.trim().split("\n").at(-1)!) as [string, string, boolean];
    const [command, version, gil] = told;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major === 3 && minor >= 9 ? { command, version, gil } : null;
  } catch {
    // Not there, or no Python.
    return null;
  }
}

/** The arguments that run our script: facts hold only for what is started in the same way. */
function script(...args: string[]): string[] {
  const path = fileURLToPath(new URL("../../../src/lab/ways/python.py", import.meta.url));
  return ["-E", "-u", "-B", path, ...args];
}

/** Makes a way of Python, which is looked for before a clock starts. */
function wayOf(name: string, mode: Mode, width: number): Way {
  mustBeInteger(`Cannot make the way '${name}'`, "width", width, { most: MOST_WIDE });
  const prepare = () => Promise.all([facts(), reaperReady()]);
  return { name, width, prepare, open: (job) => new PythonCrew(job, mode, width) };
}

/** The job's Python twin on one thread, one part after another. */
export function single(): Way {
  return wayOf("python", "single", 1);
}

/**
 * The job's Python twin on `width` threads of one process.
 *
 * @throws {TypeError | RangeError} if `width` is not an integer from 1 to 256.
 */
export function threads(width: number): Way {
  return wayOf("python threads", "threads", width);
}

/**
 * The job's Python twin on a pool of `width` processes, as in the post.
 *
 * @throws {TypeError | RangeError} if `width` is not an integer from 1 to 256.
 */
export function processes(width: number): Way {
  return wayOf("python processes", "processes", width);
}

/** One Python process, which has threads or processes of its own; all in one group. */
class PythonCrew implements Crew {
  readonly ready: Promise<void>;
  readonly #job: Job;
  readonly #cpuMs = new Map<string, number>();
  readonly #waiting = new Map<number, (outcome: Outcome | Error) => void>();
  #process: ChildProcess | undefined;
  #end = (): Promise<void> => this.ready.catch(() => {});
  #lost: Error | undefined;
  #offsetMs = 0;
  #closed = false;

  constructor(job: Job, mode: Mode, width: number) {
    this.#job = job;
    this.ready = this.#start(mode, width);
  }

  readonly run = (part: number): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      this.#waiting.set(part, (outcome) => {
        this.#waiting.delete(part);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
      // JSON has no undefined.
      this.#write({ part, input: this.#job.parts[part] ?? null });
    });

  readonly cpuMs = (): number => [...this.#cpuMs.values()].reduce((sum, ms) => sum + ms, 0);

  readonly close = async (): Promise<void> => {
    this.#closed = true;
    await this.#end();
  };

  async #start(mode: Mode, width: number): Promise<void> {
    const { python, name, label } = this.#job;
    const rule = `'${label}' must have a Python twin, as primes(…) has`;
    must(typeof python === "string", "Cannot run the job in Python", rule, python);
    const known = await facts();
    if (!known) throw new Error("Cannot run Python as there is no Python >= 3.9 on the PATH");
    if (this.#closed) return;
    const greeting = this.#attend(launch(known));
    const askedMs = nowMs();
    const processes = mode === "processes" ? width : 1;
    // Every thread's stack counts as memory, too.
    const memory = heapMiB(processes) + 16 * (width - processes);
    this.#write({ path: placeOf(python), name, mode, width, memory });
    const { nowMs: theirsMs = 0 } = await greeting;
    // On Linux Python has our clock; on other systems its clock may start at another moment.
    const off = theirsMs < askedMs || theirsMs > nowMs();
    this.#offsetMs = off ? nowMs() - theirsMs : 0;
  }

  /** Listens to the process, and promises its first report. */
  #attend(child: ChildProcess): Promise<Report> {
    this.#process = child;
    // A failed write means that the process is ending: its 'close' event tells why.
    child.stdin!.on("error", () => {});
    echo()(child.stdout!);
    return new Promise((resolve, reject) => {
      this.#end = watchOver(child, (error) => {
        this.#lost ??= error;
        reject(notOpened("Python", error));
        for (const tell of this.#waiting.values()) tell(error);
      });
      createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => {
        const report = read(line);
        // Half a line: it is ending, or a part wrote there. Its 'close' event tells.
        if (!report) return void this.#end();
        for (const [pid, ms] of Object.entries(report.cpuMs ?? {})) this.#cpuMs.set(pid, ms);
        if (report.nowMs !== undefined) resolve(report);
        else if (report.refused !== undefined) reject(new Error(report.refused));
        else this.#settle(report);
      });
    });
  }

  #settle({ outcome, part, lost }: Report): void {
    if (lost !== undefined) this.#waiting.get(part!)?.(new Error(lost));
    if (!outcome) return;
    const { span } = outcome;
    const [startMs, endMs] = [span.startMs + this.#offsetMs, span.endMs + this.#offsetMs];
    this.#waiting.get(span.part)?.({ ...outcome, span: { ...span, startMs, endMs } });
  }

  #write(order: object): void {
    this.#process?.stdin?.write(`${JSON.stringify(order)}\n`);
  }
}

function read(line: string): Report | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function launch({ command }: PythonFacts): ChildProcess {
  const stdio: StdioPipe[] = ["pipe", "pipe", "pipe", "pipe"];
  return spawn(command, script(), { ...inOwnGroup, stdio });
}

/** Where the Python code is: a file's path, or a whole program in a data: URL. */
function placeOf(url: string): string {
  return url.startsWith("data:") ? url : fileURLToPath(url);
}
