import { latencyCard } from "../experiments/card/card.js";
import { resultLine, writeResult } from "../experiments/classroom.js";
import type { Run } from "../lab/run.js";
import { written } from "../words/page.js";
import { withProgress } from "./progress.js";

export { readClass as read } from "../experiments/classroom.js";

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
