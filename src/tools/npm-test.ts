import { availableParallelism } from "node:os";
import { registerKernel } from "./kernel/register.js";
import type { Context } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { chosenTests, measures, NOTEBOOKS } from "./test-files.js";
import { runStages } from "./test-stages.js";
import { buildTests, tool } from "./tools.js";

/**
 * `npm test [word …]`: lint, then the tests, all or some. A word is a part of a test file's path
 * (`figures`), or a notebook's number (`03`), which chooses all that is named after it.
 *
 * @throws {Remedy} if a word chooses nothing
 */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  const { files, notebooks } = chosenTests(
    root,
    args.filter((arg) => arg !== "--"),
  );
  await installJupyter(context);
  registerKernel(root);
  const biome = ["@biomejs", "biome", "bin", "biome"];
  await tool(context, "Lint", biome, ["check", "--config-path=.biome.json", "."]);
  await buildTests(context);
  const units = files.filter((file) => file !== NOTEBOOKS);
  const stages = [
    {
      what: "Tests that measure nothing, two at a time",
      files: units.filter((file) => !measures(file)),
      atOnce: Math.min(2, availableParallelism()),
      limitMinutes: 5,
    },
    { what: "Tests that measure, one at a time", files: units.filter(measures), limitMinutes: 5 },
    {
      what: "The notebooks, in the real kernel",
      files: files.filter((file) => file === NOTEBOOKS),
      limitMinutes: 20,
      env: notebooks && { LAB_NOTEBOOKS: notebooks.join(",") },
    },
  ];
  return runStages(
    context,
    stages.map((stage) => () => stage),
  );
}
