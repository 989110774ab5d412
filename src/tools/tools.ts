import { join } from "node:path";
import { pathToFileURL } from "node:url";
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

/** Tests that run in one go. */
export interface Stage {
  /** What they are, in words. */
  readonly what: string;
  /** Their paths below `test`. */
  readonly files: readonly string[];
  /** How many files run at the same time. Default 1. */
  readonly atOnce?: number;
  /** How long a file may take: one that does not end must not stop the others. */
  readonly limitMinutes: number;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Runs tests that are built; resolves with the exit code. */
export function runTests({ root, launch }: Context, stage: Stage): Promise<number> {
  const { what, files, atOnce = 1, limitMinutes, env } = stage;
  // Without a file `node --test` would run whatever it finds.
  if (files.length === 0) return Promise.resolve(0);
  console.log(`\n${what[0]!.toUpperCase()}${what.slice(1)}: ${files.length} files`);
  const progress = pathToFileURL(join(root, "dist", "tools", "test-progress.js")).href;
  const flags = [
    ...["--test", `--test-concurrency=${atOnce}`, `--test-timeout=${limitMinutes * 60_000}`],
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...[`--test-reporter=${progress}`, "--test-reporter-destination=stdout"],
  ];
  const built = files.map((file) => join("dist", "test", file.replace(/ts$/, "js")));
  const tests = launch(process.execPath, [...flags, ...built], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, LAB_TEST_FILES: String(files.length) },
  });
  return new Promise((resolve) => tests.once("close", (code) => resolve(code ?? 1)));
}
