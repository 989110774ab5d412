import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Registers our kernel where `jupyterEnv` lets Jupyter find it before any other. */
export function registerKernel(root: string): void {
  const folder = join(root, ".venv", "share", "jupyter", "kernels", "tslab");
  const entry = join(root, "dist", "tools", "kernel", "kernel.js");
  const spec = {
    argv: [process.execPath, entry, "kernel", "--config-path", "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    // Options for other programs, such as a debugger's port, would reach every thread and child.
    env: { NODE_OPTIONS: "" },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), JSON.stringify(spec, null, 2));
}
