import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { type Context, Remedy } from "./setup/context.js";

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
  readonly env?: NodeJS.ProcessEnv;
}

/** The test that executes notebooks. */
export const NOTEBOOKS = "notebooks.test.ts";

/** All tests, by their paths below `test`: what a deleted one has left in `dist` is not run. */
export function testFiles(root: string): string[] {
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const tests = all.filter((file) => file.endsWith(".test.ts"));
  return tests.map((file) => file.replaceAll("\\", "/")).sort();
}

/** Compiles `test` into `dist/test`. */
export function buildTests(context: Context): Promise<void> {
  return tool(context, "Build of the tests", ["typescript", "bin", "tsc"], ["-p", "test"]);
}

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

/**
 * Runs tests that are built, one stage after another: one that fails stops no other. Resolves with
 * the exit code, and tells at the end what failed and how long it took.
 */
export async function runStages(context: Context, stages: Iterable<Stage>): Promise<number> {
  const told: string[] = [];
  let worst = 0;
  for (const stage of stages) {
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
  const flags = [
    ...["--test", `--test-concurrency=${atOnce}`, `--test-timeout=${limitMinutes * 60_000}`],
    ...["--test-reporter=spec", `--test-reporter=${import.meta.url}`],
    ...["--test-reporter-destination=stdout", "--test-reporter-destination=stdout"],
  ];
  const built = files.map((file) => join("dist", "test", file.replace(/ts$/, "js")));
  const { code } = await run(process.execPath, [...flags, ...built], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, LAB_TEST_FILES: String(files.length) },
  });
  return code;
}

/** What node:test tells its reporters, as far as it matters here. */
interface TestEvent {
  readonly type: string;
  readonly data?: { readonly name?: string; readonly nesting?: number };
}

/** A reporter for `runTests`, which says which file begins, and how many there are. */
export default async function* progress(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let begun = 0;
  for await (const { type, data } of events) {
    // The file itself is the outermost test.
    const begins = type === "test:dequeue" && data?.nesting === 0;
    if (!begins || !data.name?.endsWith(".test.js")) continue;
    yield `— ${++begun} of ${process.env.LAB_TEST_FILES}: ${basename(data.name, ".test.js")}\n`;
  }
}
