import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "./context.js";

/**
 * Adds the optional packages to the environment of which `python` is. If they cannot be had, it
 * says so and goes on: it never rejects, and the next start tries again. If there are none for this
 * kind of machine, it does not ask again before the list changes.
 */
export async function installOptional(context: Context, python: string): Promise<void> {
  const { root, ensure, run, failure } = context;
  const file = join(root, ".binder", "optional.txt");
  if (!existsSync(file)) return;
  const stamp = join(root, ".venv", ".optional");
  const made = { stamp, wanted: readFileSync(file, "utf8"), isWhole: () => true };
  const tried = ensure("Optional packages", made, async (note) => {
    note("installing (7 MB)");
    const { code, output } = await run(python, [...PIP, file]);
    const none = /No matching distribution/.test(output) && !/Retrying/.test(output);
    if (code !== 0 && !none) throw failure("install the optional packages", output);
    note(none ? "none for this machine (only 11 needs one)" : "installed");
  });
  await tried.catch(({ message }: Error) => {
    console.log(`${message}\nOnly notebook 11 needs them. Going on without.`);
  });
}

/** Each package is one file, the same as when its hash was written down. */
const PIP = [
  ...["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-user"],
  ...["--retries", "1", "--timeout", "5"],
  ...["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r"],
];
