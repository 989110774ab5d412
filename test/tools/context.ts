import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Context } from "#dist/tools/setup/context.js";

/** The project's folder: this file is run as dist/test/tools/context.js. */
export const root = resolve(fileURLToPath(import.meta.url), "../../../..");

const load = (file: string) =>
  import(pathToFileURL(join(root, "src", "tools", "setup", file)).href);
const { run, launch, atEnd } = (await load("programs.mjs")) as Pick<
  Context,
  "run" | "launch" | "atEnd"
>;
type Ensure = (root: string, ...what: Parameters<Context["ensure"]>) => Promise<void>;
const lock = (await load("lock.mjs")) as Pick<Context, "alone"> & { ensure: Ensure };
const { failure } = (await load("faults.mjs")) as Pick<Context, "failure">;

/** What begin.mjs hands to a command, without lines about steps. */
export const context: Context = {
  root,
  args: [],
  step: (_label, work) => work(() => {}),
  ensure: (...what) => lock.ensure(join(root, "dist", "test"), ...what),
  alone: lock.alone,
  run,
  launch,
  atEnd,
  failure,
};
