import { availableParallelism } from "node:os";
import { registerKernel } from "./kernel/register.js";
import type { Context } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { chosenTests, measures, NOTEBOOKS } from "./test-files.js";
import { buildTests, runTests, tool } from "./tools.js";

/**
 * `npm test [word …]`: lint, then the tests, all or some. A word is a part of a test file's path
 * (`figures`), or a notebook's number (`03`), which chooses all that is named after it.
 *
 * @throws {Remedy} if a word chooses nothing
 */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  const { files, notebooks } = chosenTests(root, args);
  await installJupyter(context);
  registerKernel(root);
  const biome = ["@biomejs", "biome", "bin", "biome"];
  await tool(context, "Lint", biome, ["check", "--config-path=.biome.json", "."]);
  await buildTests(context);
  const units = files.filter((file) => file !== NOTEBOOKS);
  const stages = [
    {
      what: "tests that measure nothing, two at a time",
      files: units.filter((file) => !measures(file)),
      atOnce: Math.min(2, availableParallelism()),
      limitMinutes: 5,
    },
    { what: "tests that measure, one at a time", files: units.filter(measures), limitMinutes: 5 },
    {
      what: "the notebooks, in the real kernel",
      files: files.filter((file) => file === NOTEBOOKS),
      limitMinutes: 20,
      env: notebooks && { LAB_NOTEBOOKS: notebooks.join(",") },
    },
  ];
  // A stage that fails stops no other.
  const codes: number[] = [];
  for (const stage of stages) codes.push(await runTests(context, stage));
  return Math.max(...codes);
}
