import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { makeCopies } from "#dist/tools/jupyterlab/copies.js";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "copies "));
  mkdirSync(join(root, "notebooks", "source"), { recursive: true });
  source("# One\n\n```typescript\nconst first = 1;\n```\n");
  writeFileSync(join(root, "notebooks", "map.md"), "the map");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const source = (text: string) => writeFileSync(join(root, "notebooks/source/01-one.md"), text);
const copy = () => join(root, "my-notebooks", "01-one.ipynb");
const cells = () => JSON.parse(readFileSync(copy(), "utf8")).cells;

/** What JupyterLab saves after a change of the copy. */
function save(change: (cell: { source: string[]; outputs: object[] }) => void): void {
  const notebook = JSON.parse(readFileSync(copy(), "utf8"));
  change(notebook.cells[1]);
  notebook.metadata.saved = true;
  writeFileSync(copy(), JSON.stringify(notebook));
}

it("makes copies without outputs, and the pages beside them, once", () => {
  assert.deepEqual(makeCopies(root).written, ["01-one.ipynb", "map.md"]);
  assert.deepEqual(cells()[1].outputs, []);
  assert.deepEqual(makeCopies(root), { written: [], kept: [] });
});

it("brings a copy up to date that was only run", () => {
  makeCopies(root);
  save((cell) => cell.outputs.push({ output_type: "stream", name: "stdout", text: ["1"] }));
  assert.deepEqual(makeCopies(root), { written: [], kept: [] });
  assert.equal(cells()[1].outputs.length, 1);
  source("# Two\n");
  assert.deepEqual(makeCopies(root).written, ["01-one.ipynb"]);
  assert.deepEqual(cells()[0].source, ["# Two"]);
});

it("never writes to a copy that was edited, and names it when there is a new edition", () => {
  makeCopies(root);
  save((cell) => {
    cell.source = ["my own"];
  });
  const mine = readFileSync(copy(), "utf8");
  assert.deepEqual(makeCopies(root), { written: [], kept: [] });
  source("# Two\n");
  assert.deepEqual(makeCopies(root), { written: [], kept: ["01-one.ipynb"] });
  assert.deepEqual(makeCopies(root).kept, ["01-one.ipynb"]);
  assert.equal(readFileSync(copy(), "utf8"), mine);
  rmSync(copy());
  assert.deepEqual(makeCopies(root).written, ["01-one.ipynb"]);
});

for (const broken of ["", "{ half a noteb", '{"cells": 1}']) {
  it(`never writes to a copy that is no notebook any more: ${JSON.stringify(broken)}`, () => {
    makeCopies(root);
    writeFileSync(copy(), broken);
    source("# Two\n");
    assert.deepEqual(makeCopies(root).kept, ["01-one.ipynb"]);
    assert.equal(readFileSync(copy(), "utf8"), broken);
  });
}

it("does not overwrite an edited copy either where its memory is lost", () => {
  makeCopies(root);
  save((cell) => {
    cell.source = ["my own"];
  });
  writeFileSync(join(root, "my-notebooks", ".editions.json"), "{ broken");
  assert.deepEqual(makeCopies(root).kept, ["01-one.ipynb"]);
});

it("leaves no half-written file behind", () => {
  makeCopies(root);
  assert.ok(!existsSync(`${copy()}.new`));
});
