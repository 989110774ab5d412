import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, Remedy } from "../setup/context.js";
import { jupyterEnv, venvPython } from "../setup/jupyter.js";
import { type Cell, type Notebook, notebookText } from "./notebook.js";

/**
 * Runs a notebook's cells in the real kernel, in a folder of its own beside `dist`, from which the
 * cells import, and gives them back with their outputs. Each code cell that ran has the kernel's
 * reply in `metadata.ran`: `"ok"`, or `"aborted"` if the kernel dropped it.
 * @param env changes variables of the environment
 * @throws {Remedy} if a cell fails or takes over two minutes, or if the kernel dies
 */
export async function execute(
  { root, run }: Pick<Context, "root" | "run">,
  notebook: Notebook,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly Cell[]> {
  removeOld(root);
  const folder = mkdtempSync(join(root, ".run-"));
  const file = join(folder, "notebook.ipynb");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove); // for a Ctrl-C while the cells run
  try {
    writeFileSync(file, notebookText(notebook));
    const script = join(root, "src", "tools", "notebooks", "execute.py");
    const { code, output } = await run(venvPython(root), ["-I", script, file], {
      env: { ...jupyterEnv(root), ...env },
    });
    if (code !== 0) throw new Remedy(`Cannot execute the notebook:\n${output.trimEnd()}`);
    return JSON.parse(readFileSync(file, "utf8")).cells;
  } finally {
    process.off("exit", remove);
    remove();
  }
}

const DAY_MS = 24 * 3600 * 1000;

/** Removes the folders that killed runs have left. */
function removeOld(root: string): void {
  for (const name of readdirSync(root).filter((name) => name.startsWith(".run-"))) {
    const stats = statSync(join(root, name), { throwIfNoEntry: false });
    const isOld = stats && Date.now() - stats.mtimeMs > DAY_MS;
    if (isOld) rmSync(join(root, name), { recursive: true, force: true });
  }
}
