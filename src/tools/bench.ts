import type { Context } from "./setup/context.js";
import { buildTests } from "./test-stages.js";

/** `npm run bench`: the benchmark of test/bench. */
export async function main(context: Context): Promise<number> {
  await buildTests(context);
  const { root, args, run } = context;
  const bench = ["dist/test/bench/bench.js", ...args];
  return (await run(process.execPath, bench, { cwd: root, stdio: "inherit" })).code;
}
