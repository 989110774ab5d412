import type { Context } from "./setup/context.js";
import { buildTests } from "./tools.js";

/** `npm run bench`: the benchmark of test/bench. */
export async function main(context: Context): Promise<number> {
  await buildTests(context);
  const bench = context.launch(process.execPath, ["dist/test/bench/bench.js", ...context.args], {
    cwd: context.root,
    stdio: "inherit",
  });
  return new Promise((resolve) => bench.once("close", (code) => resolve(code ?? 1)));
}
