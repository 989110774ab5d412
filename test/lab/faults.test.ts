import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import type { Job } from "#dist/lab/job.js";
import { run } from "#dist/lab/measure.js";
import { wayLabel } from "#dist/lab/run.js";
import { inOrder, type Schedule } from "#dist/lab/schedule.js";
import { python, way } from "#dist/lab/ways/index.js";
import type { Way } from "#dist/lab/ways/way.js";
import { soaking } from "../thorough.js";
import { type Left, nothingLeft, running } from "./nothing-left.js";
import { missing, noPython, noServer } from "./python.js";

/** What a part does wrong, and what the reader sees of it. */
interface Fault {
  readonly what: string;
  /** The part's function: its text, or a Python program, travels to where it runs. */
  readonly part: ((input: number) => unknown) | string;
  /** What the error says below the line that names the part and the way; or the part's value. */
  readonly worker?: string | RegExp | Gives;
  readonly process?: string | RegExp | Gives;
  readonly python?: string | RegExp | Gives;
  readonly queue?: string | RegExp | Gives;
  /** Only a signal ends it. */
  readonly endless?: true;
  /** The limit of a process's memory: Node's own is reached too late for a test. */
  readonly heapMiB?: number;
  /** What of the parts' output is seen. Default: nothing. */
  readonly prints?: RegExp;
}

/** The part's value, where nothing is seen of what it did. */
interface Gives {
  readonly value: unknown;
}

const NOT_ENDED = /^Started and not ended: part 1( and 1 more)? of '/;
const LEAVE_ALONE = "a part must return a value, leave its process alone, and find enough memory";

const faults: Fault[] = [
  {
    what: "throws",
    part: () => {
      throw new RangeError("no such number");
    },
    worker: "RangeError: no such number",
    process: "RangeError: no such number",
    queue: "RangeError: no such number",
  },
  {
    what: "throws something that is no Error",
    part: () => {
      throw "just a word";
    },
    worker: "Error: it threw 'just a word', which is no Error",
    process: "Error: it threw 'just a word', which is no Error",
  },
  {
    what: "throws nothing at all",
    part: () => {
      throw undefined;
    },
    worker: "Error: it threw undefined, which is no Error",
    process: "Error: it threw undefined, which is no Error",
  },
  {
    what: "throws what cannot be read",
    part: () => {
      throw Object.defineProperty(new Error(), "message", {
        get() {
          throw 1;
        },
      });
    },
    worker: "Error: it threw something that cannot be read",
    process: "Error: it threw something that cannot be read",
  },
  {
    what: "throws a megabyte",
    part: () => {
      throw new Error("x".repeat(1e6));
    },
    worker: /^Error: x{2000}…$/,
    process: /^Error: x{2000}…$/,
  },
  {
    what: "rejects late",
    part: async () => {
      await new Promise((done) => setTimeout(done, 50));
      throw new Error("too late");
    },
    worker: "Error: too late",
    process: "Error: too late",
  },
  {
    what: "rejects with what a signal gives",
    part: async () => {
      const signal = AbortSignal.timeout(1);
      await new Promise((done) => setTimeout(done, 50));
      signal.throwIfAborted();
    },
    worker: "TimeoutError: The operation was aborted due to timeout",
    process: "TimeoutError: The operation was aborted due to timeout",
  },
  {
    what: "never resolves",
    part: () => new Promise(() => {}),
    endless: true,
    worker: NOT_ENDED,
    process: NOT_ENDED,
    queue: NOT_ENDED,
  },
  {
    what: "loops for ever",
    part: () => {
      for (;;);
    },
    endless: true,
    worker: NOT_ENDED,
    process: NOT_ENDED,
    queue: NOT_ENDED,
  },
  {
    what: "sleeps in a call of the system, and in a process of its own",
    part: async () => {
      const { execSync } = await import("node:child_process");
      execSync("exec sleep 4");
    },
    endless: true,
    worker: NOT_ENDED,
    process: NOT_ENDED,
  },
  {
    what: "calls process.exit(3)",
    part: () => process.exit(3),
    worker: "Error: its thread ended (process.exit(3)): return a value instead",
    process: `Error: its process ended (exit code 3): ${LEAVE_ALONE}`,
    queue: "Error: its thread ended (process.exit(3)): return a value instead",
  },
  {
    what: "ends its process the hard way",
    part: () => process.kill(process.pid, "SIGKILL"),
    process: `Error: its process ended (SIGKILL): ${LEAVE_ALONE}`,
  },
  {
    what: "runs out of memory",
    part: () => {
      const all: number[][] = [];
      for (;;) all.push(new Array(10_000).fill(1.5));
    },
    heapMiB: 256,
    worker: /^Error: its thread ran out of memory \(\d+ MiB\): make the parts smaller$/,
    process: "Error: its process ended (SIGABRT): it ran out of memory: make the parts smaller",
    queue: /^Error: its thread ran out of memory \(\d+ MiB\): make the parts smaller$/,
  },
  {
    what: "overflows the stack",
    part: () => {
      const deeper = (n: number): number => deeper(n + 1) + 1;
      return deeper(0);
    },
    worker: "RangeError: Maximum call stack size exceeded",
    process: "RangeError: Maximum call stack size exceeded",
  },
  {
    what: "returns a function",
    part: () => ({ answer: () => 42 }),
    worker: "TypeError: its value cannot be copied to another thread: return plain data",
    process:
      "Error: its value cannot be copied to another process: return plain data (() => 42 could not be cloned.)",
    queue: "TypeError: its value cannot be copied to another thread: return plain data",
  },
  {
    what: "returns 200 MB",
    part: () => new Uint8Array(200e6).fill(7),
    worker: { value: 200e6 },
    process: { value: 200e6 },
    queue: /^TypeError: its value cannot travel as JSON: use plain data/,
  },
  {
    what: "prints 100,000 lines",
    part: () => {
      for (let line = 0; line < 100_000; line++) console.log("line", line);
      console.error("to stderr, too");
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
    prints: /^line 0\n[\s\S]{970,1000}…\n\(The parts print more than is shown here\.\)\n$/,
    queue: { value: 1 },
  },
  {
    what: "prints a line",
    part: () => {
      console.log("here I am");
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
    prints: /^here I am\n$/,
  },
  {
    what: "prints an error",
    part: () => {
      console.log("here I am");
      console.error("and something is wrong");
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
    prints: /^here I am\nand something is wrong\n$/,
  },
  {
    what: "changes its working directory",
    part: () => process.chdir("/"),
    worker: "TypeError: process.chdir() is not supported in workers",
    process: { value: undefined },
  },
  {
    what: "changes the environment and every array",
    part: () => {
      process.env.HOME = "nowhere";
      Object.assign(Array.prototype, { map: () => ["changed"] });
      Object.assign(Object.prototype, { extra: 1 });
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
  },
  {
    what: "takes `process` away",
    part: () => {
      Object.assign(globalThis, { process: undefined });
    },
    worker: "TypeError: Cannot read properties of undefined (reading 'hrtime')",
    process: /^Error: its process ended \(exit code 1\): [\s\S]*reading 'hrtime'/,
    queue: "TypeError: Cannot read properties of undefined (reading 'hrtime')",
  },
  {
    what: "leaves a timer and an open server",
    part: async () => {
      const { createServer } = await import("node:http");
      setInterval(() => {}, 10);
      await new Promise((done) => createServer().listen(0, "127.0.0.1", () => done(1)));
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
    queue: { value: 1 },
  },
  {
    what: "leaves a process of its own",
    part: async () => {
      const { spawn } = await import("node:child_process");
      return typeof spawn("sleep", ["600"], { stdio: "inherit" }).pid;
    },
    process: { value: "number" },
    queue: { value: "number" },
  },
  {
    what: "leaves a process of its own, and ends",
    part: async () => {
      const { spawn } = await import("node:child_process");
      spawn("sleep", ["600"], { stdio: "ignore" });
      process.exit(3);
    },
    process: `Error: its process ended (exit code 3): ${LEAVE_ALONE}`,
  },
  {
    what: "throws when nobody waits any more",
    part: async () => {
      setTimeout(() => {
        throw new Error("thrown by a timer");
      }, 1);
      await new Promise((done) => setTimeout(done, 5000));
    },
    worker: "Error: thrown by a timer",
    process: /^Error: its process ended \(exit code 1\): [\s\S]*Error: thrown by a timer/,
  },
  {
    what: "forgets a promise that rejects",
    part: async () => {
      Promise.reject(new Error("forgotten"));
      await new Promise((done) => setTimeout(done, 5000));
    },
    worker: "Error: forgotten",
    process: /^Error: its process ended \(exit code 1\): [\s\S]*Error: forgotten/,
  },
  {
    what: "sends messages of its own",
    part: async () => {
      const { parentPort } = await import("node:worker_threads");
      parentPort?.postMessage("hello");
      process.send?.("hello");
      process.send?.({ outcome: 5 });
      return 1;
    },
    worker: { value: 1 },
    process: { value: 1 },
    queue: { value: 1 },
  },
  {
    what: "cuts the line to its owner",
    part: () => process.disconnect(),
    process: `Error: its process ended (SIGKILL): ${LEAVE_ALONE}`,
    queue: "TypeError: process.disconnect is not a function",
  },
  {
    what: "raises",
    part: "def part(n):\n    return 1 / (n - 1)",
    python: "ZeroDivisionError: division by zero",
  },
  {
    what: "leaves by sys.exit(3)",
    part: "import sys\ndef part(n):\n    sys.exit(3)",
    python: "SystemExit: 3",
  },
  {
    what: "ends its process",
    part: "import os, time\ndef part(n):\n    time.sleep(0.1)\n    os._exit(3)",
    python: /^Error: its process ended(:| \(exit code 3\):) a part must return a value/,
  },
  {
    what: "sleeps for ever",
    part: "import time\ndef part(n):\n    time.sleep(1000)",
    endless: true,
    python: NOT_ENDED,
  },
  {
    what: "loops for ever",
    part: "def part(n):\n    while True: pass",
    endless: true,
    python: NOT_ENDED,
  },
  {
    what: "keeps the GIL for ever",
    part: "def part(n):\n    return sum(range(10**14))",
    endless: true,
    // Another thread cannot tell that its part has ended.
    python: /^Started and not ended: part [01]( and 1 more)? of '/,
  },
  {
    what: "overflows the stack",
    part: "def part(n):\n    return part(n) + 1",
    python: "RecursionError: maximum recursion depth exceeded",
  },
  {
    what: "runs out of memory",
    part: "def part(n):\n    all = []\n    while True: all.append([1.5] * 100_000)",
    python: "MemoryError: it ran out of memory: make the parts smaller",
  },
  {
    what: "asks for input",
    part: "def part(n):\n    return input()",
    python: "EOFError: EOF when reading a line",
  },
  {
    what: "returns what JSON cannot hold",
    part: "def part(n):\n    return {1, 2}",
    python:
      "Error: its value cannot be written as JSON: return plain data (Object of type set is not JSON serializable)",
  },
  {
    what: "returns no number",
    part: "def part(n):\n    return float('nan')",
    python: /^Error: its value cannot be written as JSON: return plain data \(Out of range float/,
  },
  {
    what: "returns a generator",
    part: "def part(n):\n    return (i for i in range(n))",
    python: /^Error: its value cannot be written as JSON: return plain data \(.*generator/,
  },
  {
    what: "returns 200 MB",
    part: "def part(n):\n    return 'x' * 200_000_000",
    python: { value: 200e6 },
  },
  {
    what: "prints 100,000 lines",
    part: "def part(n):\n    for i in range(100_000): print('line', i)\n    return 1",
    python: { value: 1 },
    prints: /^line 0\n[\s\S]{970,1000}…\n\(The parts print more than is shown here\.\)\n$/,
  },
  {
    what: "prints an error",
    part: "import sys\ndef part(n):\n    print('something is wrong', file=sys.stderr)\n    return 1",
    python: { value: 1 },
    prints: /^something is wrong\n$/,
  },
  {
    what: "ends its process in the middle of a report",
    part: 'import os\ndef part(n):\n    os.write(3, b\'{"outcome": {"sp\')\n    os.kill(os.getpid(), 9)',
    python: /^Error: its process ended(:| \(SIGKILL\):) a part must return a value/,
  },
];

/** A job of three parts of which the middle one has the fault. */
function faulty({ what, part }: Fault, parts = 3, bad = 1): Job {
  const at = `n === ${bad} ? fault(n) : new Promise((done) => setTimeout(done, 5, n))`;
  const module =
    typeof part === "string"
      ? "export const part = () => 0;"
      : `const fault = ${part}; export const part = (n) => ${at};`;
  const program = `${part}\nfault = part\ndef part(n): return fault(n) if n == ${bad} else n\n`;
  return {
    label: what,
    size: parts,
    module: `data:text/javascript,${encodeURIComponent(`${module}\n//# sourceURL=fault.js`)}`,
    name: "part",
    parts: Array.from({ length: parts }, (_, input) => input),
    merge: (values) => values[bad],
    python: `data:text/x-python,${encodeURIComponent(program)}`,
  };
}

const lengthOf = (value: unknown) => (value as ArrayLike<unknown>).length;

/** What is printed to this process's stdout meanwhile. */
async function printed(body: () => Promise<void>): Promise<string> {
  const real = process.stdout.write;
  let text = "";
  process.stdout.write = ((more: string | Uint8Array) => {
    // The test's own report comes as bytes.
    if (typeof more !== "string") return real.call(process.stdout, more);
    text += more;
    return true;
  }) as typeof real;
  try {
    await body();
    return text;
  } finally {
    process.stdout.write = real;
  }
}

async function attempt(fault: Fault, its: Way, says: string | RegExp | Gives): Promise<void> {
  const job = faulty(fault);
  const stop = new AbortController();
  // By the clock, since no part can tell that it has ended while another keeps the GIL.
  const clocked: Schedule = (starts, limit) => {
    setTimeout(() => stop.abort(), 300);
    return inOrder(starts, limit);
  };
  const schedule = fault.endless ? clocked : inOrder;
  const running = run(job, its, { signal: stop.signal, schedule });
  if (typeof says === "object" && "value" in says) {
    const { answer } = await running;
    assert.equal(fault.what === "returns 200 MB" ? lengthOf(answer) : answer, says.value);
    return;
  }
  await assert.rejects(running, ({ message }: Error) => {
    const where = `in the way '${wayLabel({ way: its.name, width: its.width })}'`;
    const [first, ...rest] = message.split("\n");
    const failed = `Part 1 (of 0 to 2) of '${job.label}' failed ${where}, with the input 1`;
    // It spoils the line that tells of a part beside it: either may be named.
    const mixed = fault.what.endsWith("middle of a report") && its.width > 1;
    const told = mixed ? first!.replace(/[02](?= \(of| ?$)/g, "1") : first;
    assert.equal(told, fault.endless ? "This operation was aborted" : failed);
    if (fault.endless) assert.ok(message.endsWith(where), message);
    if (says instanceof RegExp) assert.match(rest.join("\n"), says);
    else assert.equal(rest.join("\n"), says);
    return true;
  });
}

const ways = {
  worker: [way.worker(2)],
  process: [way.process(2)],
  python: [python.single(), python.threads(2), python.processes(2)],
  queue: [way.queue()],
} as const;

let atFirst: Left;
before(async () => {
  // What Node starts once and keeps (its own pool of threads) is no leftover.
  await run(faulty({ what: "nothing", part: () => 1 }), way.worker(2));
  await run(faulty({ what: "nothing", part: () => 1 }), way.process(2));
  if (!noServer) await run(faulty({ what: "nothing", part: () => 1 }), way.queue());
  await (await import("node:fs/promises")).readFile(new URL(import.meta.url));
  atFirst = running();
});

for (const [kind, its] of Object.entries(ways) as [keyof typeof ways, readonly Way[]][]) {
  for (const fault of faults) {
    const says = fault[kind];
    if (says === undefined) continue;
    // Python's ways take turns; in the soak each tries every fault.
    const turn = faults.indexOf(fault) % its.length;
    const tried = soaking || fault.endless ? its : its.slice(turn, turn + 1);
    for (const each of tried) {
      const { heapMiB } = fault;
      const one = kind === "process" && heapMiB ? way.process(2, { heapMiB }) : each;
      test(`${one.name}: a part that ${fault.what}`, {
        skip: missing(one),
        timeout: 60_000,
      }, async () => {
        const [folder, home] = [process.cwd(), process.env.HOME];
        const text = await printed(() => attempt(fault, one, says));
        assert.match(text, fault.prints ?? /^$/);
        assert.deepEqual([process.cwd(), process.env.HOME, [1].map(String)], [folder, home, ["1"]]);
        await nothingLeft(atFirst);
      });
    }
  }
}

for (const its of [way.single(), way.async(2), way.worker(2), way.process(2), python.threads(2)]) {
  test(`${its.name}: one bad part of 64 stops the run, and the rest is not started`, {
    skip: missing(its),
  }, async () => {
    const started: number[] = [];
    const noted: Schedule = (starts, limit) => {
      const notes = starts.map((start, part) => () => {
        started.push(part);
        return start();
      });
      return inOrder(notes, limit);
    };
    const fault = {
      what: "fails",
      part: its.name.startsWith("python")
        ? "def part(n):\n    raise OSError('bad part')"
        : () => {
            throw new Error("bad part");
          },
    };
    await assert.rejects(run(faulty(fault, 64, 9), its, { schedule: noted }), (error: Error) => {
      assert.match(
        error.message,
        /^Part 9 \(of 0 to 63\) of 'fails' failed[\s\S]*Error: bad part$/,
      );
      assert.match(error.stack ?? "", /fault\.js|yourProgram\.py/, "the stack is the part's own");
      return true;
    });
    // Whoever was about to start meets a closed door.
    await nothingLeft(atFirst);
    assert.ok(started.length < 20, `${started.length} were started`);
  });
}

test("worker: no thread comes after the end, however late another one's death is heard of", async () => {
  const dies = fromFunction(
    async () => {
      Promise.reject(new Error("forgotten"));
      await new Promise((done) => setTimeout(done, 5000));
    },
    { parts: [0] },
  );
  for (let again = 0; again < 25; again++) {
    await assert.rejects(run(dies, way.worker(2)), /forgotten/);
  }
  await nothingLeft(atFirst);
});

test("the stack is the part's own: every line of it, and no line of the message twice", async () => {
  const stackOf = async (job: Job, its: Way) => {
    const error = await run(job, its).catch((error: Error) => error);
    assert.ok(error instanceof Error);
    return error.stack!.split("\n");
  };
  const lines = fromFunction(
    () => {
      throw new Error("one\ntwo\nthree");
    },
    { parts: [0] },
  );
  const stack = await stackOf(lines, way.worker(1));
  assert.equal(stack.filter((line) => line === "two").length, 1, stack.join("\n"));
  assert.match(stack[4]!, /^ {4}at /);
  if (noPython) return;
  const message = "a message that is longer than the line above the stack";
  const raises = { what: "raises", part: `def part(n):\n    raise ValueError("${message}")` };
  const told = await stackOf(faulty(raises), python.single());
  assert.match(told[2]!, /^ {2}File .*yourProgram\.py/);
});

for (const its of [way.worker(1), way.process(1)]) {
  test(`${its.name}: an input that was handed over before is blamed, and no value`, async () => {
    const readings = new Uint8Array(8);
    const sum = fromFunction((all: Uint8Array) => all.length, { parts: [readings] });
    structuredClone(readings, { transfer: [readings.buffer] });
    await assert.rejects(run(sum, its), {
      message:
        /\nTypeError: its input cannot be copied to another \w+: pass plain data \(.*detached/,
    });
  });
}

/** A job of parts whose process or thread ends at the first try, as often as there are parts. */
function endsAtFirst(folder: string, parts: number): Job {
  return fromFunction(
    async (mark: string) => {
      const { existsSync, writeFileSync } = await import("node:fs");
      if (existsSync(mark)) return process.pid;
      writeFileSync(mark, "");
      process.exit(3);
    },
    { parts: Array.from({ length: parts }, (_, part) => join(folder, `${part}`)) },
  );
}

for (const its of [way.worker(2), way.process(2)]) {
  test(`${its.name}: who was lost is replaced when the next part needs it`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "lost-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const again: Schedule = (starts) =>
      Promise.all(
        starts.map((start) => start().catch(() => start().catch(() => start().catch(start)))),
      );
    const { spans } = await run(endsAtFirst(folder, 6), its, { schedule: again });
    assert.equal(spans.length, 6);
    await nothingLeft(atFirst);
  });
}

for (const [what, program, message] of [
  [
    "cannot be read",
    "def part(n)\n  return 1",
    /^Cannot load the job's Python twin: SyntaxError: expected ':' \(yourProgram.py, line 1\)$/,
  ],
  ["fails", "1 / 0", /^Cannot load the job's Python twin: ZeroDivisionError: division by zero$/],
  [
    "has no such function",
    "def other(n): return 1",
    /^Cannot load the job's Python twin: AttributeError: module 'twin' has no attribute 'part'$/,
  ],
  [
    "leaves",
    "import os; os._exit(4)",
    /^Cannot open the way 'Python': its process ended \(exit code 4\): /,
  ],
] as const) {
  for (const its of ways.python) {
    test(`${its.name}: a twin that ${what}`, { skip: missing(its) }, async () => {
      const python = `data:text/x-python,${encodeURIComponent(program)}`;
      const job = { ...faulty({ what, part: () => 1 }), python };
      await assert.rejects(run(job, its), { message });
      await nothingLeft(atFirst);
    });
  }
}

test("python: a job without a twin is told so", { skip: noPython }, async () => {
  const { python: _, ...job } = faulty({ what: "no twin", part: () => 1 });
  await assert.rejects(run(job, python.single()), {
    name: "TypeError",
    message:
      "Cannot run the job in Python as 'no twin' must have a Python twin, as primes(…) has: current value is undefined",
  });
});

test("python: where there is none on the PATH, a sentence says so", async () => {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    assert.equal(await python.facts(), null);
    await assert.rejects(
      run(faulty({ what: "x", part: "def part(n): return 1" }), python.single()),
      {
        message: "Cannot run Python as there is no Python >= 3.9 on the PATH",
      },
    );
  } finally {
    process.env.PATH = path;
  }
});
