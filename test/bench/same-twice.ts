import { time } from "#dist/experiments/stopwatch.js";
import { winner } from "#dist/figures/fastest.js";
import { primesIn } from "#dist/jobs/primes.js";
import type { Run } from "#dist/lab/run.js";

const work = () => primesIn({ from: 1, to: 150_000 }).length;

/** The same function under two names, three runs each, in turns. */
async function race(): Promise<Run[]> {
  const rows: Run[] = [];
  for (let turn = 0; turn < 3; turn++) {
    for (const label of ["A", "B"]) rows.push(...(await time(work, { repeats: 1, label })));
  }
  return rows;
}

/** In how many of such races the course's rule names a winner. Goal: at most 2 %. */
export async function sameTwiceRows(races: number) {
  let named = 0;
  for (let nth = 0; nth < races; nth++) if (winner(await race()) !== null) named++;
  const share = `${((100 * named) / races).toFixed(1)} %`;
  return [{ "one function under two names": `${races} races`, "winners named": named, share }];
}
