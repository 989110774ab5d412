import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { venvPython } from "#dist/tools/setup/jupyter.js";
import { context, root } from "../../tools/context.js";

/** Addresses of the pages that nbconvert makes of notebooks. */
export async function convert(files: readonly string[], folder: string): Promise<string[]> {
  const args = ["-I", "-m", "nbconvert", "--to", "html", "--output-dir", folder, ...files];
  const { code, output } = await context.run(venvPython(root), args);
  assert.equal(code, 0, output);
  return files.map((file) => pathToFileURL(join(folder, `${basename(file, ".ipynb")}.html`)).href);
}
