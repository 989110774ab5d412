import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { openChromium } from "./browser.js";
import { type Context, Remedy } from "./context.js";
import { notebookNames, readSource } from "./copies.js";
import { type Cell, makeEdition, type Notebook, notebookText } from "./edition.js";
import { execute } from "./execute.js";
import { countFigures, flaw, freezeOutputs, htmlOf, type Output, type Picture } from "./frozen.js";
import { installJupyter } from "./python.js";
import { registerKernel } from "./register.js";

/** A cell after it was executed. */
export type ExecutedCell = Omit<Cell, "outputs"> & { readonly outputs?: readonly Output[] };

/**
 * `npm run freeze [part of a name …]`: makes the committed notebooks of their sources, all or some:
 * the student edition, executed, each figure as a picture.
 */
export async function main(context: Context): Promise<number> {
  const { root, args, step } = context;
  await installJupyter(context);
  registerKernel(root);
  const names = notebookNames(root).filter(
    (name) => args.length === 0 || args.some((part) => name.includes(part)),
  );
  for (const name of names) {
    await step(name, async (note) => {
      const text = await freeze(context, name, note);
      writeFileSync(join(root, "notebooks", `${name}.ipynb`), text);
      note(`${Math.round(text.length / 1000)} KB`);
    });
  }
  return 0;
}

/** The text of a notebook for reading: student edition, executed, frozen. */
async function freeze(context: Context, name: string, note: (text: string) => void) {
  note("executing");
  const edition = makeEdition(...spread(context.root, name));
  const executed = await executeNotebook(context, edition);
  note("drawing");
  const all = executed.flatMap((cell) => cell.outputs ?? []);
  const pictures = await drawFigures(htmlOf(all));
  const cells = edition.cells.map((cell, index): Cell => {
    if (cell.cell_type === "markdown") return cell;
    const outputs = freezeOutputs(executed[index]?.outputs ?? [], pictures);
    const why = flaw(cell, outputs, [context.root, homedir()]);
    if (why) throw new Remedy(`Cannot freeze ${name} as ${why}`);
    return { ...cell, outputs };
  });
  return notebookText({ ...edition, cells });
}

function spread(root: string, name: string) {
  const [source, path] = readSource(root, name);
  return [source, "student", path] as const;
}

/** Runs a notebook in a folder of its own beside `dist`, and gives back its executed cells. */
export async function executeNotebook(
  context: Pick<Context, "root" | "run">,
  notebook: Notebook,
): Promise<readonly ExecutedCell[]> {
  const folder = mkdtempSync(join(context.root, ".run-"));
  const file = join(folder, "notebook.ipynb");
  try {
    writeFileSync(file, notebookText(notebook));
    await execute(context, file);
    return JSON.parse(readFileSync(file, "utf8")).cells;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Draws the figures of a page in a real browser, as a reader would see them in the light theme. */
async function drawFigures(html: string): Promise<Picture[]> {
  const number = countFigures(html);
  if (number === 0) return [];
  const browser = await openChromium();
  if (!browser) throw new Remedy("Cannot draw the figures as there is no Chromium: install it.");
  try {
    const page = await browser.newPage({
      viewport: { width: 800, height: 600 },
      deviceScaleFactor: 2,
      colorScheme: "light",
    });
    await page.setContent(`<body style="margin:0;background:white">${html}</body>`);
    const plots = page.locator(".lab-plot");
    await plots
      .and(page.locator("[role=img]"))
      .nth(number - 1)
      .waitFor({ timeout: 60_000 });
    const pictures: Picture[] = [];
    for (let nth = 0; nth < number; nth++) {
      const png = await plots.nth(nth).screenshot({ type: "png" });
      pictures.push({ png, width: 800 });
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
