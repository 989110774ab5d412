import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { type Edition, editionOf, notebookNames } from "#dist/tools/notebooks/edition.js";
import { execute } from "#dist/tools/notebooks/execute.js";
import { flaw, htmlOf } from "#dist/tools/notebooks/frozen.js";
import { type Cell, type Notebook, type Output, whole } from "#dist/tools/notebooks/notebook.js";
import { venvPython } from "#dist/tools/setup/jupyter.js";
import { noProcesses, noServer } from "./lab/python.js";
import { late, much, soaking } from "./thorough.js";
import { context, root } from "./tools/context.js";
import { codeOf, lostShorthands, touchedByBlanks } from "./tools/notebooks/cells.js";

const names = notebookNames(root);
// All, or those that `npm test -- 03` names.
const wanted = process.env.LAB_NOTEBOOKS?.split(",") ?? names;
const edition = (name: string, kind: Edition) => editionOf(root, name, kind);

for (const name of wanted) {
  describe(`notebook ${name}, as it is committed`, () => {
    const path = join(root, "notebooks", `${name}.ipynb`);
    const committed = () => {
      assert.ok(existsSync(path), `it is missing: make it by \`npm run freeze ${name}\``);
      return JSON.parse(readFileSync(path, "utf8")) as Notebook;
    };

    it("is what `npm run freeze` makes of its source", () => {
      assert.deepEqual(shape(committed()), shape(edition(name, "committed")));
    });

    it("is small, and holds no script, no error and no path of a machine", () => {
      const { cells } = committed();
      assert.ok(statSync(path).size < 500_000, "500 KB at most");
      for (const { id, outputs = [] } of cells) {
        assert.equal(flaw(outputs, [root, homedir()]), undefined, `cell ${id}`);
      }
    });

    it("shows its figures as pictures", () => checkShown(committed().cells, frozenFigure));
  });
}

let begun = 0;
// Those that mostly wait, at their small pace: two fit beside each other, the longest first.
const waiting = ["11", "09", "03", "10", "07"].flatMap((number) =>
  wanted.filter((name) => name.startsWith(number) && !soaking),
);
describe("notebooks that wait, two at a time", { concurrency: 2 }, () => {
  for (const name of waiting) inTheKernel(name);
  it("a kernel from plain `tslab install` runs a notebook, too", async (t) => {
    const over = late();
    if (over) return t.skip(over);
    const prefix = mkdtempSync(join(tmpdir(), "tslab-"));
    const env = {
      JUPYTER_PATH: join(prefix, "share", "jupyter"),
      PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    };
    try {
      const tslab = join(root, "node_modules", "tslab", "bin", "tslab");
      const python = venvPython(root);
      const args = [tslab, "install", `--python=${python}`, `--prefix=${prefix}`];
      const { code, output } = await context.run(process.execPath, args);
      assert.equal(code, 0, output);
      checkExecuted(
        await execute(context, edition(names[0]!, "student"), { ...env, LAB_PACE: much.pace }),
      );
    } finally {
      rmSync(prefix, { recursive: true, force: true });
    }
  });
});
for (const name of wanted) if (!waiting.includes(name)) inTheKernel(name);

function inTheKernel(name: string): void {
  describe(`notebook ${name}, in the kernel`, { timeout: 600_000, concurrency: 1 }, () => {
    it("holds no shorthand property that the kernel would lose", () => {
      assert.deepEqual(lostShorthands(codeOf(edition(name, "complete").cells)), []);
    });

    const [complete, student] = [edition(name, "complete"), edition(name, "student")];
    const blanks = touchedByBlanks(complete.cells, student.cells);
    const skip = needsLocks(complete) && noProcesses;
    let executed: readonly Cell[] = [];

    it("runs with its answers, and every check passes", { skip }, async (t) => {
      const over = late();
      if (over) return t.skip(over);
      console.log(`Notebook ${name}, ${++begun} of ${wanted.length}`);
      // The blanks' cells come after, in the same kernel; whole and in one of its own in the soak.
      const again = soaking ? [] : blanks.map((cell) => ({ ...cell, id: blankId(cell) }));
      executed = await executeAtPace({ ...complete, cells: [...complete.cells, ...again] }, t);
      const answered = executed.slice(0, complete.cells.length);
      checkExecuted(answered);
      for (const lines of verdicts(answered)) assert.match(lines, /^([✓–] .*\n)+$/);
    });

    it("runs with its blanks, and every check says so kindly", { skip }, async (t) => {
      const over = late();
      if (over) return t.skip(over);
      const blank = soaking
        ? await executeAtPace(student, t)
        : executed.filter(({ id }) => blanks.some((cell) => blankId(cell) === id));
      checkExecuted(blank);
      assert.equal(verdicts(blank).length, verdicts(student.cells).length, "a check is not blank");
      for (const lines of verdicts(blank)) assert.match(lines, /^– Yours to write/m);
    });
  });
}

/** What a blank's cell is called beside the one with the answer. */
function blankId({ id }: Cell): string {
  return `${id.slice(0, 58)}-blank`;
}

function needsLocks({ cells }: Notebook): boolean {
  return codeOf(cells).some(({ code }) => code.includes("python.processes"));
}

/** Executes the cells; notes how long they took, the kernel's start included. */
async function executeAtPace(notebook: Notebook, t: TestContext): Promise<readonly Cell[]> {
  const startMs = performance.now();
  try {
    return await execute(context, notebook, { LAB_PACE: much.pace });
  } finally {
    t.diagnostic(`${Math.round((performance.now() - startMs) / 1000)} s`);
  }
}

/** All of a notebook but its outputs. */
function shape({ cells, ...rest }: Notebook) {
  return {
    ...rest,
    cells: cells.map(({ outputs, execution_count, source, ...cell }) => ({
      ...cell,
      source: whole(source),
    })),
  };
}

/** Every cell ran, without an error, and what it shows is there. */
function checkExecuted(cells: readonly Cell[]): void {
  const code = cells.filter((cell) => cell.cell_type === "code" && whole(cell.source).trim());
  assert.ok(code.length > 0);
  for (const { id, metadata, outputs = [] } of code) {
    assert.equal(metadata.ran, "ok", `cell ${id} did not run`);
    const failed = outputs.find(
      ({ name, output_type }) => name === "stderr" || output_type === "error",
    );
    assert.equal(whole(failed?.text), "", `cell ${id}`);
  }
  checkShown(cells, liveFigure);
}

/** Each cell that shows something has it; each figure is drawn, said in words, and in numbers. */
function checkShown(cells: readonly Cell[], figure: RegExp): void {
  for (const { id, source, outputs = [] } of cells) {
    const html = htmlOf(outputs);
    // Without a nats-server, cells of 11 say so instead.
    const says = noServer && outputs.some(({ text }) => /^(–|Not judged)/.test(whole(text)));
    if (/\b(show|setup)\(/.test(whole(source)) && !says) {
      assert.match(html, /<table|<pre|<figure/, `cell ${id} shows nothing`);
    }
    for (const [text] of html.matchAll(/<figure class="lab-figure"[\s\S]*?<\/figure>/g)) {
      assert.match(text, figure, `cell ${id}`);
      assert.match(text, /<details><summary>[\s\S]*<td>[\s\S]*<\/details>/, `cell ${id}`);
    }
  }
}

const liveFigure =
  /<div class="lab-plot"[^>]*>\s*\w[\s\S]*<script type="application\/json" class="lab-spec">\{/;
const frozenFigure = /<img alt="[^"]+" src="data:image\/png;base64,[^"]{2000,}"/;

/** What each cell with a `check` printed. */
function verdicts(cells: readonly Cell[]): string[] {
  const checks = cells.filter(
    (cell) => cell.cell_type === "code" && /\bcheck\(/.test(whole(cell.source)),
  );
  return checks.map(({ outputs = [] }) => outputs.map(({ text }: Output) => whole(text)).join(""));
}
