import assert from "node:assert/strict";
import { test } from "node:test";
import { editionOf, notebookNames } from "#dist/tools/notebooks/edition.js";
import { late } from "../thorough.js";
import { root } from "../tools/context.js";
import { Kernel, type Reply, noKernel as skip } from "../tools/kernel/kernel.js";
import { codeOf } from "../tools/notebooks/cells.js";

// Notebooks in full size, in orders that readers try: one after another while there is time. What
// comes first is another thing each time; LAB_SOAK_SEED repeats it.
const seed = Number(process.env.LAB_SOAK_SEED ?? Date.now() % 1_000_000);
const names = notebookNames(root);
/** How many kernels share the machine in the last test. */
const KERNELS = 4;
/** How long a cell may take, in s. */
const limitS = 120;

/** The code cells of a student's notebook, in order. */
function cellsOf(name: string): string[] {
  return codeOf(editionOf(root, name, "student").cells).map(({ code }) => code);
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
  assert.ok(told, `${what}, ${status}, said:\\n${stderr}`);
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

async function runAll(kernel: Kernel, cells: readonly string[], limit = limitS): Promise<void> {
  for (const [i, cell] of cells.entries()) {
    const { status, stderr } = await kernel.run(cell, { limitS: limit });
    assert.deepEqual([`run ${i}`, status, stderr], [`run ${i}`, "ok", ""]);
  }
}

/** What a reader may do with a notebook. */
const orders: readonly [what: string, body: (name: string, seed: number) => Promise<void>][] = [
  [
    "every cell twice in a row",
    (name) =>
      Kernel.use((kernel) =>
        runAll(
          kernel,
          cellsOf(name).flatMap((cell) => [cell, cell]),
        ),
      ),
  ],
  [
    "cells in a random order",
    (name, seed) =>
      Kernel.use(async (kernel) => {
        const cells = cellsOf(name);
        const next = random(seed);
        for (const step of cells.keys()) {
          const at = Math.floor(next() * cells.length);
          assertKind(await kernel.run(cells[at]!, { limitS }), `step ${step}, cell ${at}`);
        }
        assert.equal((await kernel.run("console.log(6 * 7)")).stdout.trim(), "42");
      }),
  ],
  [
    "twice in one kernel, which keeps nothing of the first time",
    (name) =>
      Kernel.use(async (kernel) => {
        const left = [];
        for (let time = 1; time <= 2; time++) {
          await runAll(kernel, cellsOf(name));
          left.push(JSON.parse((await kernel.run(whatIsLeft)).stdout));
        }
        const [first, last] = left;
        assert.deepEqual(last.handles, first.handles);
        // tslab keeps every cell's text and names.
        const grownMiB = last.heapMiB - first.heapMiB;
        assert.ok(grownMiB < 12, `${grownMiB} MiB more on the heap`);
        assert.ok(last.MiB - first.MiB < 40, `${first.MiB} MiB, then ${last.MiB}`);
      }),
  ],
  [
    `in ${KERNELS} kernels at once`,
    async (name) => {
      const all = Array.from({ length: KERNELS }, () =>
        Kernel.use((kernel) => runAll(kernel, cellsOf(name), limitS * KERNELS)),
      );
      const bad = (await Promise.allSettled(all)).find(({ status }) => status === "rejected");
      assert.equal(bad, undefined);
    },
  ],
];

test(`notebooks in orders that readers try, from LAB_SOAK_SEED=${seed} on`, { skip }, async (t) => {
  // Every notebook meets every order once, in the end.
  for (let step = 0; !late() && step < names.length * orders.length; step++) {
    const name = names[(seed + step) % names.length]!;
    const [what, body] = orders[(seed + step + Math.floor(step / names.length)) % orders.length]!;
    await t.test(`${name}: ${what}`, () => body(name, seed + step));
  }
});
