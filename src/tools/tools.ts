import { join } from "node:path";
import { type Context, Remedy } from "./setup/context.js";

/**
 * Runs a development tool of `node_modules` as a step.
 * @param path of its script below `node_modules`
 * @throws {Remedy} with all that it printed, where it ends with another code than 0
 */
export async function tool(
  { root, step, run }: Context,
  label: string,
  path: readonly string[],
  args: readonly string[],
): Promise<void> {
  await step(label, async () => {
    const script = join("node_modules", ...path);
    const { code, output } = await run(process.execPath, [script, ...args], { cwd: root });
    if (code !== 0) throw new Remedy(`${output.trimEnd()}\n${label} found what is printed above.`);
  });
}

/** Compiles `test` into `dist/test`. */
export function buildTests(context: Context): Promise<void> {
  return tool(context, "Build of the tests", ["typescript", "bin", "tsc"], ["-p", "test"]);
}
