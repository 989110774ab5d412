import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, it } from "node:test";
import { makeCopies } from "#dist/tools/jupyterlab/copies.js";
import { newEdition } from "#dist/tools/jupyterlab/start.js";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "copies "));
  mkdirSync(join(root, "notebooks", "source"), { recursive: true });
  source("# One\n\n```typescript\nconst first = 1;\n```\n");
  writeFileSync(join(root, "notebooks", "map.md"), "the map");
  mkdirSync(join(root, "notebooks", "plain"));
  writeFileSync(join(root, "notebooks", "plain", "01-one.mjs"), "console.log(1);");
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

it("makes copies without outputs, the pages and programs beside them, once", () => {
  assert.deepEqual(makeCopies(root).written, ["01-one.ipynb", "map.md", "plain/01-one.mjs"]);
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
  const kept = { name: "01-one.ipynb", beside: "01-one.new.ipynb", gone: [] };
  assert.deepEqual(makeCopies(root), { written: ["01-one.new.ipynb"], kept: [kept] });
  assert.deepEqual(makeCopies(root), { written: [], kept: [kept] });
  assert.equal(readFileSync(copy(), "utf8"), mine);
  rmSync(copy());
  assert.deepEqual(makeCopies(root), { written: ["01-one.ipynb"], kept: [] });
});

it("writes to no edited new edition either", () => {
  makeCopies(root);
  for (const text of ["# Two\n", "# Three\n", "# Four\n"]) {
    save((cell) => {
      cell.source = ["my own"];
    });
    source(text);
    makeCopies(root);
  }
  const beside = copy().replace(".ipynb", ".new.ipynb");
  assert.deepEqual(JSON.parse(readFileSync(beside, "utf8")).cells[0].source, ["# Four"]);
  writeFileSync(beside, "my own, too");
  source("# Five\n");
  assert.equal(makeCopies(root).kept[0]?.beside, null);
  assert.equal(readFileSync(beside, "utf8"), "my own, too");
});

it("names what an edited copy imports and the lab no longer has", () => {
  mkdirSync(join(root, "dist"));
  const door =
    'export * as plot from "./a.js";\nexport type { Job } from "./job.js";\n' +
    'export { asyncRun as run, way } from "./single.js";\n';
  writeFileSync(join(root, "dist", "index.d.ts"), door);
  makeCopies(root);
  const imports = (list: string, from = "../dist/index.js") =>
    `import {\n  ${list},\n} from "${from}";\nconst single = 1;`;
  const goneOf = (text: string) => {
    save((cell) => {
      cell.source = text.split(/(?<=\n)/);
    });
    source(`# ${text.length}\n`);
    return makeCopies(root).kept[0]?.gone;
  };
  assert.deepEqual(goneOf(imports("plot, Job, type Job, run, way as waves")), []);
  assert.deepEqual(goneOf(imports("single, plot, asyncRun, lanes as rows")), [
    "single",
    "asyncRun",
    "lanes",
  ]);
  assert.deepEqual(goneOf(imports("readFile", "node:fs")), []);
});

it("says how to keep an old copy and take the new one", () => {
  const old = {
    name: "01-one.ipynb",
    beside: "01-one.new.ipynb",
    gone: ["single", "lanes", "primes", "run"],
  };
  assert.equal(
    newEdition(old),
    "There is a new edition of 01-one.ipynb. You have edited yours, so it stays as it is, but " +
      "no longer runs: the course now has no single, lanes, primes, …. The new one is beside it: " +
      "my-notebooks/01-one.new.ipynb.",
  );
  assert.match(
    newEdition({ ...old, gone: [] }),
    /so it stays as it is\. The new one is beside it:/,
  );
  assert.match(
    newEdition({ ...old, beside: null }),
    /rename or delete my-notebooks\/01-one\.ipynb/,
  );
});

for (const broken of ["", "{ half a noteb", '{"cells": 1}', '{"cells": [null]}']) {
  it(`never writes to a copy that is no notebook any more: ${JSON.stringify(broken)}`, () => {
    makeCopies(root);
    writeFileSync(copy(), broken);
    source("# Two\n");
    assert.equal(makeCopies(root).kept[0]?.name, "01-one.ipynb");
    assert.equal(readFileSync(copy(), "utf8"), broken);
  });
}

it("does not overwrite an edited copy either where its memory is lost", () => {
  makeCopies(root);
  save((cell) => {
    cell.source = ["my own"];
  });
  writeFileSync(join(root, "my-notebooks", ".editions.json"), "{ broken");
  assert.equal(makeCopies(root).kept[0]?.name, "01-one.ipynb");
});

it("leaves no half-written file behind", () => {
  makeCopies(root);
  assert.ok(!existsSync(`${copy()}.new`));
});
