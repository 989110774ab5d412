import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "./setup/context.js";

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

/**
 * Runs tests that are built, one stage after another: one that fails stops no other. Resolves with
 * the exit code, and tells at the end what failed and how long it took.
 * @param stages each made when its turn comes
 */
export async function runStages(
  context: Context,
  stages: readonly (() => Stage)[],
): Promise<number> {
  const told: string[] = [];
  let worst = 0;
  for (const make of stages) {
    const stage = make();
    // Without a file `node --test` would run whatever it finds.
    if (stage.files.length === 0) continue;
    console.log(`\n${stage.what}: ${stage.files.length} files`);
    const startMs = performance.now();
    const code = await runTests(context, stage);
    const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
    told.push(`${code === 0 ? "✔" : "✖"} ${stage.what} (${minutes} minutes)`);
    worst = Math.max(worst, code);
  }
  console.log(`\n${told.join("\n")}`);
  return worst;
}

async function runTests({ root, run }: Context, stage: Stage): Promise<number> {
  const { files, atOnce = 1, limitMinutes, env } = stage;
  const progress = pathToFileURL(join(root, "dist", "tools", "test-progress.js")).href;
  const flags = [
    ...["--test", `--test-concurrency=${atOnce}`, `--test-timeout=${limitMinutes * 60_000}`],
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...[`--test-reporter=${progress}`, "--test-reporter-destination=stdout"],
  ];
  const built = files.map((file) => join("dist", "test", file.replace(/ts$/, "js")));
  const { code } = await run(process.execPath, [...flags, ...built], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, LAB_TEST_FILES: String(files.length) },
  });
  return code;
}
