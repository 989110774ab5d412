import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCopies } from "#dist/tools/jupyterlab/copies.js";
import { startLab } from "#dist/tools/jupyterlab/lab.js";
import { makeEdition } from "#dist/tools/notebooks/edition.js";
import { notebookText } from "#dist/tools/notebooks/notebook.js";
import type { Context } from "#dist/tools/setup/context.js";
import { venvPython } from "#dist/tools/setup/jupyter.js";
import { much } from "../../thorough.js";
import { context, root } from "../../tools/context.js";

/** The JupyterLab that `npm start` starts, with readers' copies of its own: it touches no one's. */
export interface Course {
  /** Address of JupyterLab, token included. */
  readonly url: string;
  /** The file of a notebook beside the readers' copies. */
  file(name: string): string;
  /** Makes such a notebook of a source of the test's own. */
  write(name: string): void;
  /** What JupyterLab printed so far. */
  log(): string;
  /** Ends JupyterLab, resolves when it has ended, and removes the copies. */
  end(): Promise<void>;
}

/** Starts it in a folder with an unusual path, on this project's build and environment. */
export async function startCourse(): Promise<Course> {
  const folder = mkdtempSync(join(tmpdir(), "four ways ü "));
  mkdirSync(join(folder, "notebooks"));
  for (const shared of [
    "src",
    "dist",
    "node_modules",
    ".venv",
    "notebooks/source",
    "notebooks/plain",
  ]) {
    symlinkSync(join(root, shared), join(folder, shared), "junction");
  }
  makeCopies(folder);
  if (much.pace) process.env.LAB_PACE = much.pace; // what the kernels inherit
  let server: ChildProcess | undefined;
  const launch: Context["launch"] = (...command) => {
    server = context.launch(...command);
    return server;
  };
  const args = ["--no-browser", "--expose-app-in-browser"];
  const lab = await startLab(
    { ...context, root: folder, args, launch },
    [venvPython(root), "-I", "-m", "jupyterlab"],
    "my-notebooks/01-four-ways.ipynb",
  );
  const file = (name: string) => join(folder, "my-notebooks", `${name}.ipynb`);
  return {
    url: lab.url,
    file,
    write(name) {
      const source = readFileSync(join(root, "test", "page", "browser", `${name}.md`), "utf8");
      writeFileSync(file(name), notebookText(makeEdition(source, "complete", name)));
    },
    log: () => readFileSync(join(folder, "my-notebooks", ".jupyter", "jupyter.log"), "utf8"),
    async end() {
      server?.kill();
      await lab.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
