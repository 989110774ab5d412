import { latencyCard } from "../experiments/card/card.js";
import { readClass, resultLine, writeResult } from "../experiments/classroom.js";
import type { Run } from "../lab/run.js";
import { classRow, written } from "../words/page.js";
import { withProgress } from "./progress.js";

/**
 * A row for each machine of a class, those with the fewest cores first: from a folder all files
 * that end in .jsonl or .txt, or from a text that somebody has pasted.
 *
 * @throws {TypeError | RangeError} if a line is not a result: it names file, line and field.
 */
export function read(folderOrText: string) {
  return readClass(folderOrText)
    .sort((a, b) => a.cores - b.cores)
    .map(classRow);
}

/**
 * Measures the card, writes it, the speed-ups of these runs and the facts of this machine as one
 * line into a file in the notebook's folder, and prints the line, so that it can be sent or pasted.
 * It holds no name. The runs are those of `single` and of workers.
 *
 * @throws {TypeError | RangeError} if the runs are not those of `single` and of workers.
 */
export async function write(runs: readonly Run[], folder = "."): Promise<string> {
  resultLine(runs);
  const line = resultLine(runs, await withProgress({}, latencyCard));
  const file = writeResult(line, folder);
  console.log(written(line, file));
  return file;
}
