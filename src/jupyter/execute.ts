import { join } from "node:path";
import { type Context, Remedy } from "./context.js";
import { jupyterEnv, venvPython } from "./python.js";

/**
 * Runs a notebook's cells in the real kernel and writes the outputs into the file. Each cell that
 * was run gets `metadata.ran`, the kernel's reply (`"ok"`, `"error"`, `"aborted"`).
 * @param path of the notebook; its folder must be beside `dist`, as the cells import from there
 * @throws {Remedy} where a cell fails or the kernel dies; the file then holds what there was
 */
export async function execute(
  { root, run }: Pick<Context, "root" | "run">,
  path: string,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const script = join(root, "src", "jupyter", "execute.py");
  const { code, output } = await run(venvPython(root), ["-I", script, path], {
    env: { ...jupyterEnv(root), ...env },
  });
  if (code !== 0) throw new Remedy(`Cannot execute ${path}:\n${output.trimEnd()}`);
}
