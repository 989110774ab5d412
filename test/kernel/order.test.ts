import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { makeEdition } from "#lab/jupyter/edition.js";
import { Kernel, type Reply } from "./kernel.js";

// How often each notebook runs from top to bottom and in a random order, and which notebooks:
// ROUNDS=100 NOTEBOOKS=01,03 npm test -- order
const rounds = Number(process.env.ROUNDS ?? 1);
const wanted = (process.env.NOTEBOOKS ?? "01").split(",");

const folder = fileURLToPath(new URL("../../../notebooks/source/", import.meta.url));
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
  /^$/,
];

function assertKind(reply: Reply, what: string): void {
  assert.ok(reply.status === "ok" || reply.status === "error", `${what}: ${reply.status}`);
  const ours = OURS.some((sentence) => sentence.test(reply.stderr.trim()));
  assert.ok(ours, `${what} said:\n${reply.stderr}`);
}

async function inKernel(body: (kernel: Kernel) => Promise<void>): Promise<void> {
  const kernel = await Kernel.start();
  try {
    await body(kernel);
  } finally {
    await kernel.end();
  }
}

for (const file of names) {
  test(`${file}: from top to bottom, every cell twice in a row, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round++) {
      await inKernel(async (kernel) => {
        for (const [i, cell] of cellsOf(file)
          .flatMap((it) => [it, it])
          .entries()) {
          const reply = await kernel.run(cell, { limitS: 120 });
          const what = `round ${round}, cell ${i >> 1}`;
          assert.deepEqual([what, reply.status, reply.stderr], [what, "ok", ""]);
        }
      });
    }
  });

  test(`${file}: cells in a random order, ${rounds} times`, async () => {
    for (let seed = 1; seed <= rounds; seed++) {
      await inKernel(async (kernel) => {
        const next = random(seed);
        const cells = cellsOf(file);
        for (const step of cells.keys()) {
          const at = Math.floor(next() * cells.length);
          const reply = await kernel.run(cells[at]!, { limitS: 120 });
          assertKind(reply, `seed ${seed}, step ${step}, cell ${at}`);
        }
        assert.equal((await kernel.run("console.log(6 * 7)")).stdout.trim(), "42");
      });
    }
  });
}
