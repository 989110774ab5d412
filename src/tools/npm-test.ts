import { registerKernel } from "./kernel/register.js";
import { notebookNames } from "./notebooks/edition.js";
import { type Context, Remedy } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { buildTests, NOTEBOOKS, runStages, testFiles, tool } from "./test-stages.js";

/** What runs beside another test: everything else measures, or may, and so runs alone. */
const BESIDE = [
  ...["course", "house", "figures/", "page/", "tools/", "words/", "lab/ways/", "lab/faults"],
  ...["lab/machine", "lab/run", "lab/stop", "experiments/laws", "experiments/rehearse"],
  ...["experiments/schedules/", "experiments/shares", "jobs/from-function", "jobs/mandelbrot"],
  ...["jobs/memory", "jobs/primes", "jobs/sieve"],
];

/** Whether a test measures, so that nothing else may run meanwhile. */
export function measures(file: string): boolean {
  return !BESIDE.some((start) => file.startsWith(start));
}

/**
 * `npm test [word …]`: lint, then the tests, all or some. A word is a part of a test file's path
 * (`figures`), or a notebook's number (`03`), which chooses all that is named after it.
 *
 * @throws {Remedy} if a word chooses nothing
 */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  const words = args.filter((arg) => arg !== "--");
  const { files, notebooks } = chosenTests(root, words);
  await installJupyter(context);
  registerKernel(root);
  const biome = ["@biomejs", "biome", "bin", "biome"];
  await tool(context, "Lint", biome, ["check", "--config-path=.biome.json", "."]);
  await buildTests(context);
  const units = files.filter((file) => file !== NOTEBOOKS);
  return runStages(context, [
    {
      what: "Tests that measure nothing, two at a time",
      files: units.filter((file) => !measures(file)),
      atOnce: 2,
      limitMinutes: 5,
    },
    { what: "Tests that measure, one at a time", files: units.filter(measures), limitMinutes: 5 },
    {
      what: "The notebooks, in the real kernel",
      files: files.filter((file) => file === NOTEBOOKS),
      limitMinutes: 20,
      env: { LAB_NOTEBOOKS: notebooks.join(",") },
    },
  ]);
}

/**
 * The test files, by their paths below `test`, and the notebooks that the words choose; without
 * words all but the soak's own.
 *
 * @throws {Remedy} if a word chooses nothing
 */
export function chosenTests(root: string, words: readonly string[]) {
  const files = testFiles(root).filter((file) => !file.startsWith("soak/"));
  const names = notebookNames(root);
  if (words.length === 0) return { files, notebooks: names };
  const named = (word: string) => names.filter((name) => name.startsWith(word));
  const holding = (word: string) => files.filter((file) => file.includes(word));
  const lost = words.find((word) => named(word).length + holding(word).length === 0);
  if (lost !== undefined) {
    throw new Remedy(
      `Cannot run the tests as no test file's name holds '${lost}', and no notebook begins with it.`,
    );
  }
  const chosen = new Set(words.flatMap(holding));
  const notebooks = chosen.has(NOTEBOOKS) ? names : words.flatMap(named);
  if (notebooks.length > 0) chosen.add(NOTEBOOKS).add("course.test.ts");
  return { files: files.filter((file) => chosen.has(file)), notebooks };
}
