import { readdirSync } from "node:fs";
import { join } from "node:path";
import { registerKernel } from "./kernel/register.js";
import { type Context, Remedy } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { buildTests, tool } from "./tools.js";

/**
 * `npm test [part of a file's name …]`: lint, then the tests, all or some.
 *
 * @throws {Remedy} where such a part is in no file's name
 */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  const files = testFiles(root, args);
  await installJupyter(context);
  registerKernel(root);
  await tool(
    context,
    "Lint",
    ["@biomejs", "biome", "bin", "biome"],
    ["check", "--config-path=.biome.json", "."],
  );
  await buildTests(context);
  // One at a time, since they measure. An explicit list, as Node 20 and 24 read a folder differently.
  const flags = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
  const ended = context.launch(process.execPath, [...flags, ...files], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve) => ended.once("close", (code) => resolve(code ?? 1)));
}

/**
 * The files whose names hold one of the parts; without parts, all. Made of the sources' names: what
 * a deleted test has left in `dist` is not run.
 */
function testFiles(root: string, parts: readonly string[]): string[] {
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const sources = all.filter((file) => file.endsWith(".test.ts")).map((file) => join("test", file));
  // Without a file `node --test` would run whatever it finds.
  const lost = parts.find((part) => !sources.some((file) => file.includes(part)));
  if (lost !== undefined) {
    throw new Remedy(`Cannot run the tests as no test file's name holds '${lost}'.`);
  }
  const chosen = sources.filter((file) => !parts.length || parts.some((it) => file.includes(it)));
  return chosen.sort().map((file) => join("dist", file.replace(/ts$/, "js")));
}
