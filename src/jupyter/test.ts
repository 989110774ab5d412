import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "./context.js";
import { installJupyter } from "./python.js";
import { registerKernel } from "./register.js";
import { buildTests, tool } from "./tools.js";

/** `npm test [part of a file's name …]`: lint, then the tests, all or some. */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  await installJupyter(context);
  registerKernel(root);
  await tool(
    context,
    "Lint",
    ["@biomejs", "biome", "bin", "biome"],
    ["check", "--config-path=.biome.json", "."],
  );
  await buildTests(context);
  const files = testFiles(root).filter(
    (file) => args.length === 0 || args.some((part) => file.includes(part)),
  );
  // One at a time, since they measure. An explicit list, as Node 20 and 24 read a folder differently.
  const flags = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
  const ended = context.launch(process.execPath, [...flags, ...files], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve) => ended.once("close", (code) => resolve(code ?? 1)));
}

/** Made of the sources' names: what a deleted test has left in `dist` is not run. */
function testFiles(root: string): string[] {
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  const sources = all.filter((file) => file.endsWith(".test.ts")).sort();
  return sources.map((file) => join("dist", "test", file.replace(/ts$/, "js")));
}
