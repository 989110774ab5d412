import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeEdition } from "#dist/tools/notebooks/edition.js";
import { Kernel, type Reply, noKernel as skip } from "./kernel.js";

// How often each notebook runs from top to bottom and in a random order, which notebooks, and in
// how many kernels at once: ROUNDS=100 NOTEBOOKS=01,03 KERNELS=6 npm test -- order
const rounds = Number(process.env.ROUNDS ?? 1);
const wanted = (process.env.NOTEBOOKS ?? "01").split(",");
const kernels = Number(process.env.KERNELS ?? 1);
// How often it runs in one and the same kernel.
const again = Number(process.env.AGAIN ?? 2);
// Kernels at once share the cores.
const limitS = 120 * kernels;

const folder = fileURLToPath(new URL("../../../../notebooks/source/", import.meta.url));
const names = readdirSync(folder).filter((file) => wanted.some((start) => file.startsWith(start)));

/** The code cells of a student's notebook, in order. */
function cellsOf(file: string): string[] {
  const notebook = makeEdition(readFileSync(`${folder}${file}`, "utf8"), "student", file);
  return notebook.cells
    .filter((it) => it.cell_type === "code")
    .map((it) => [it.source].flat().join(""));
}

/** A seeded source of numbers from 0 to 1: mulberry32, public domain. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// What a reader may be told who runs a cell before the one that it needs.
const OURS = [
  /Cannot find name '\w+'/,
  /\w+ is not defined/,
  /Cannot \w+ .* as /,
  /Block-scoped variable '\w+' used before/,
];

function assertKind({ status, stderr }: Reply, what: string): void {
  assert.ok(status === "ok" || status === "error", `${what}: ${status}`);
  const known = status === "ok" ? [/^$/] : OURS;
  const told = known.some((sentence) => sentence.test(stderr));
  assert.ok(told, `${what}, ${status}, said:\n${stderr}`);
}

/** A cell that prints what the kernel keeps: its handles, threads and memory, garbage taken away. */
const whatIsLeft = `{
  (await import("node:v8")).setFlagsFromString("--expose-gc");
  (await import("node:vm")).runInNewContext("gc")();
  const threads = (await import("node:fs")).readdirSync("/proc/self/task").length;
  const MiB = Math.round(process.memoryUsage().rss / 2 ** 20);
  const heapMiB = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
  const handles = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  console.log(JSON.stringify({ handles, threads, MiB, heapMiB }));
}`;

/** Does every round in a kernel of its own, `kernels` at once; fails with a list, after the last. */
async function everyRound(
  it: TestContext,
  body: (kernel: Kernel, round: number) => Promise<void>,
): Promise<void> {
  const bad: string[] = [];
  let begun = 0;
  const lane = async () => {
    while (begun < rounds) {
      const round = ++begun;
      await Kernel.use((kernel) => body(kernel, round)).catch((error: Error) => {
        bad.push(`Round ${round}: ${error.message}`);
        // At once: the last round may be hours away.
        console.log(bad.at(-1));
      });
    }
  };
  await Promise.all(Array.from({ length: kernels }, lane));
  it.diagnostic(`${rounds - bad.length} of ${rounds} rounds were good: ${it.name}`);
  assert.ok(bad.length === 0, bad.join("\n\n"));
}

for (const file of names) {
  test(`${file}: restarted and run from top to bottom`, { skip }, (it) => {
    const once = cellsOf(file);
    return everyRound(it, async (kernel, round) => {
      // In the first round, every cell twice in a row.
      const cells = round === 1 ? once.flatMap((cell) => [cell, cell]) : once;
      for (const [i, cell] of cells.entries()) {
        const { status, stderr } = await kernel.run(cell, { limitS });
        assert.deepEqual([`run ${i}`, status, stderr], [`run ${i}`, "ok", ""]);
      }
    });
  });

  test(`${file}: cells in a random order`, { skip }, (it) => {
    const cells = cellsOf(file);
    return everyRound(it, async (kernel, seed) => {
      const next = random(seed);
      for (const step of cells.keys()) {
        const at = Math.floor(next() * cells.length);
        assertKind(await kernel.run(cells[at]!, { limitS }), `step ${step}, cell ${at}`);
      }
      assert.equal((await kernel.run("console.log(6 * 7)")).stdout.trim(), "42");
    });
  });

  test(`${file}: ${again} times in one kernel`, { skip }, () =>
    Kernel.use(async (kernel) => {
      const left = [];
      for (let time = 1; time <= again; time++) {
        for (const [i, cell] of cellsOf(file).entries()) {
          const { status, stderr } = await kernel.run(cell, { limitS });
          assert.deepEqual([time, i, status, stderr], [time, i, "ok", ""]);
        }
        left.push(JSON.parse((await kernel.run(whatIsLeft)).stdout));
        console.log(JSON.stringify(left.at(-1)));
      }
      const [first, last] = [left[0], left.at(-1)];
      assert.deepEqual(last.handles, first.handles);
      // tslab keeps every cell's text and names.
      const grownMiB = last.heapMiB - first.heapMiB;
      assert.ok(grownMiB < 10 + again, `${grownMiB} MiB more on the heap`);
      assert.ok(last.MiB - first.MiB < 20 * again, `${first.MiB} MiB, then ${last.MiB}`);
    }),
  );
}
