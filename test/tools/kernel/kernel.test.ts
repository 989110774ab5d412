import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { noProcesses, noPython } from "../../lab/python.js";
import { much } from "../../thorough.js";
import { Kernel, noKernel as skip } from "./kernel.js";

const names = "calibrate, compare, job, python, run, setup, show, way";
const imports = `import { ${names} } from "../dist"; setup();`;

let kernel: Kernel;
before(async () => {
  if (skip) return;
  kernel = await Kernel.start();
  assert.equal((await kernel.run(imports)).status, "ok");
});
after(() => kernel?.end());

const long = "job.primes({ upTo: 1e9, parts: 4 })";
const OUR_END = /^Error: Interrupted: everything that this cell had started has been ended\n/;
const cells: [what: string, code: string, missing?: string | false][] = [
  ["a long part on the main thread", `await run(${long}, way.single())`],
  ["between small parts", "await run(job.primes({ upTo: 1e7, parts: 10000 }), way.single())"],
  ["async", `await run(${long}, way.async())`],
  ["workers", `await run(${long}, way.worker(2))`],
  ["processes", `await run(${long}, way.process(2))`],
  ["python.single()", `await run(${long}, python.single())`, noPython],
  ["python.threads(2)", `await run(${long}, python.threads(2))`, noPython],
  ["python.processes(2)", `await run(${long}, python.processes(2))`, noProcesses],
  [
    "a part that never resolves",
    "await run(job.fromFunction(() => new Promise(() => {}), { parts: [0] }), way.async())",
  ],
  [
    "a schedule that never gives way",
    "await run(job.primes({ upTo: 100 }), way.worker(2), { schedule: () => { for (;;); } })",
  ],
  ["an endless loop that prints", "for (;;) console.log('again')"],
  ["compare", "await compare(job.primes({ upTo: 300000 }), undefined, { rounds: 99 })"],
  ["calibrate", "await calibrate((n) => job.primes({ upTo: n }), { targetMs: 60000 })"],
];

for (const [what, code, missing = false] of cells) {
  test(`interrupts end ${what}, ${much.pressMs.join(" and ")} ms after it began`, {
    skip: skip || missing,
    timeout: 60_000,
  }, async () => {
    for (const interruptAfterMs of much.pressMs) {
      // Said when the cell's first stretch is over: what interrupts that is tslab's own to tell.
      const says = 'queueMicrotask(() => console.log("go"));';
      const ended = await kernel.run(`${says} ${code};`, { interruptAfterMs });
      assert.equal(ended.status, "error", `${interruptAfterMs} ms: ${JSON.stringify(ended)}`);
      assert.match(ended.stderr, code.startsWith("await") ? OUR_END : /^Error: .*interrupted/);
      assert.doesNotMatch(ended.stderr, /Unhandled|Uncaught/);
      // Of a thousand interrupts one meets the moment in which Node hears none: then the next does.
      assert.ok(ended.presses <= 2, `${ended.presses} interrupts`);
      assert.ok(ended.afterMs! < 1000, `${ended.afterMs} ms after the interrupt`);
    }
    await kernel.run("await run(job.primes({ upTo: 100 }), way.worker(1))"); // may tell of a part
    const next = await kernel.run(
      `console.log((await run(job.primes({ upTo: 100 }), way.worker(1))).spans.length);
         console.log(process.listenerCount("SIGINT"));`,
    );
    assert.deepEqual([next.status, next.stdout, next.stderr], ["ok", "4\n1\n", ""]);
    await kernel.leaves(2); // it and its reaper
  });
}

test("names of other cells are named, as the kernel's compiler writes them", { skip }, async () => {
  await kernel.run(
    `import { createHash } from "node:crypto"; import * as os from "node:os"; import path from "node:path";
     const limit = 3; const helper = (n: number) => n + limit;`,
  );
  const told = async (fn: string) => {
    const code = `try { job.fromFunction(${fn}, { parts: [1] }); console.log("no error") } catch (e) { console.log(e.message) }`;
    const { stdout } = await kernel.run(code);
    return /uses (.*) from outside/.exec(stdout)?.[1] ?? stdout;
  };
  assert.equal(await told("(n: number) => n + limit"), "'limit'");
  assert.equal(await told("(n: number) => helper(n)"), "'helper'");
  assert.equal(await told("(n: number) => createHash('sha1').update(String(n))"), "'createHash'");
  assert.equal(await told("(n: number) => os.cpus().length + n"), "'os'");
  assert.equal(await told("(n: number) => path.basename(String(n))"), "'path'");
  assert.equal(
    await told("(n: number) => run(job.primes({ upTo: n }), way.single())"),
    "'run', 'job', 'way'",
  );
});

test("functions of cells travel, as the kernel's compiler writes them", { skip }, async () => {
  const { stdout, stderr } = await kernel.run(`
    async function hashed(text: string, times = 2): Promise<string> {
      const { createHash } = await import("node:crypto");
      class Twice { *each() { for (let i = 0; i < times; i++) yield i; } }
      for (const _ of new Twice().each()) text = createHash("sha1").update(text).digest("hex");
      return text;
    }
    const fib = (n: number): number => n < 2 ? n : fib(n - 1) + fib(n - 2);
    for (const its of [way.single(), way.worker(1), way.process(1)]) {
      console.log((await run(job.fromFunction(hashed, { parts: ["a"] }), its)).answer,
        (await run(job.fromFunction(fib, { parts: [12] }), its)).answer);
    }`);
  const line = "[ 'eee411109a229046154bc9d75265a9ccb23a3a9c' ] [ 144 ]\n";
  assert.deepEqual([stdout, stderr], [line.repeat(3), ""]);
});

test("what parts print lands in the cell, and not all of it", { skip }, async () => {
  const { stdout, stderr, status } = await kernel.run(`
    const loud = () => { for (let i = 0; i < 100000; i++) console.log("line", i); };
    const a = await run(job.fromFunction(loud, { parts: [0, 1] }), way.worker(2));
    const b = await run(job.fromFunction(loud, { parts: [0, 1] }), way.process(2));`);
  assert.deepEqual([status, stderr], ["ok", ""]);
  assert.equal(stdout.match(/The parts print more than is shown here/g)?.length, 2);
  assert.ok(stdout.length < 3000, `${stdout.length}`);
});

test("Tab after `plot.` lists the charts, and Shift+Tab shows a chart's docs", {
  skip,
}, async () => {
  await kernel.run('import { plot } from "../dist";');
  const { matches } = await kernel.press("Tab", "plot.");
  for (const chart of ["lanes", "timings", "curve"])
    assert.ok(matches?.includes(chart), `${matches}`);
  assert.deepEqual((await kernel.press("Tab", "job.pri")).matches, ["primes"]);
  const { data } = await kernel.press("Shift+Tab", "plot.lanes");
  assert.match(data?.["text/plain"] ?? "", /lanes\(.*Run[\s\S]*lane/i);
});

test("whatever is printed at once arrives, and every cell is heard to end", { skip }, async () => {
  const lines = await kernel.run("for (let line = 0; line < 100000; line++) console.log(line)");
  const all = Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join("");
  assert.deepEqual([lines.status, lines.stdout === all, lines.stderr], ["ok", true, ""]);
  const mixed = await kernel.run(
    "for (let line = 0; line < 200; line++) { console.log(line); console.error(line); }",
  );
  assert.deepEqual([mixed.stdout, mixed.stderr], [all.slice(0, 690), all.slice(0, 690)]);
  // Its messages meet every state of the socket, which sends every 512th later than the others.
  for (let time = 0; time < much.cells; time++) {
    const { status, stdout } = await kernel.run("console.log(42)", { limitS: 5 });
    assert.deepEqual([time, status, stdout], [time, "ok", "42\n"]);
  }
});

test("half of a character, which no file can hold, is sent as the sign for it", {
  skip,
}, async () => {
  const { stdout, stderr, shown } = await kernel.run(`
    const half = "\\ud83d!";
    console.log(half); console.error(half); show([{ half: half }]);
    await run(job.fromFunction(() => process.stdout.write("part \\ud83d!\\n"), { parts: [0] }), way.async());
    console.log("a whole one: 🐢");`);
  assert.deepEqual([stdout, stderr], ["\ufffd!\npart \ufffd!\na whole one: 🐢\n", "\ufffd!\n"]);
  assert.ok(shown.includes("\ufffd!") && shown.isWellFormed(), shown);
});

const loops = "job.fromFunction(() => { for (;;); }, { parts: [0, 1] })";
describe("kill -9", { concurrency: 2 }, () => {
  for (const [what, code, missing] of [
    ["workers", `await run(${loops}, way.worker(2))`, false],
    ["processes", `await run(${loops}, way.process(2))`, false],
    ["Python's processes", `await run(${long}, python.processes(2))`, noProcesses],
    ["Python's threads", `await run(${long}, python.threads(2))`, noPython],
  ] as const) {
    test(
      `kill -9 of the kernel leaves nothing of ${what}, though a part loops for ever`,
      {
        skip: skip || missing,
        timeout: 60_000,
      },
      () =>
        Kernel.use(async (doomed) => {
          await doomed.run(imports);
          // Two seconds: everybody is in the middle of a part.
          await doomed.run(`console.log("go"); ${code};`, { killAfterMs: 2000 });
          await doomed.leaves(0);
        }),
    );
  }
});
