import { readdirSync } from "node:fs";
import { join } from "node:path";
import { notebookNames } from "./jupyterlab/copies.js";
import { Remedy } from "./setup/context.js";

/** The test that executes notebooks. */
export const NOTEBOOKS = "notebooks.test.ts";

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

/** What words choose: test files, by their paths below `test`, and notebooks. */
export interface Chosen {
  readonly files: readonly string[];
  /** Names of notebooks; `undefined` for all. */
  readonly notebooks?: readonly string[] | undefined;
}

/**
 * The tests that the words choose; without words, all but the soak's own. Made of the sources'
 * names: what a deleted test has left in `dist` is not run.
 *
 * @throws {Remedy} if a word chooses nothing
 */
export function chosenTests(root: string, words: readonly string[]): Chosen {
  const files = testFiles(root).filter((file) => !file.startsWith("soak/"));
  if (words.length === 0) return { files };
  const numbers = words.filter((word) => /^\d\d/.test(word));
  const notebooks = notebookNames(root).filter((name) => numbers.some((it) => name.startsWith(it)));
  const named = (word: string) => files.filter((file) => file.includes(word));
  const lost = words.find(
    (word) => named(word).length === 0 && !notebooks.some((name) => name.startsWith(word)),
  );
  if (lost !== undefined) {
    throw new Remedy(
      `Cannot run the tests as no test file's name holds '${lost}', and no notebook begins with it.`,
    );
  }
  const chosen = new Set(words.flatMap(named));
  const all = chosen.has(NOTEBOOKS);
  if (notebooks.length > 0) chosen.add(NOTEBOOKS).add("course.test.ts");
  return {
    files: files.filter((file) => chosen.has(file)),
    notebooks: all ? undefined : notebooks,
  };
}

/** All tests, by their paths below `test`. */
export function testFiles(root: string): string[] {
  const all = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  return all
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
}
