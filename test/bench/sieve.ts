import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sieve } from "#dist/jobs/sieve.js";
import { compare } from "#dist/lab/measure.js";
import { median, wallMs } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";

const UP_TO = 1e9;
const PRIMES = 50_847_534;

/** One of the two, on so many threads: how long it took to count the primes below 1e9, in ms. */
type Count = (threads: number) => Promise<number>;

const byWheel: Count = async (threads) => {
  const its = threads === 1 ? way.single() : way.worker(threads);
  const runs = await compare(sieve({ upTo: UP_TO, parts: 16 }), [its], { rounds: 1 });
  const warm = runs.at(-1)!;
  if (warm.answer !== PRIMES)
    throw new Error(`${PRIMES} primes, and the wheel found ${warm.answer}`);
  return wallMs(warm);
};

const byPrimesieve: Count = async (threads) => {
  const told = [String(UP_TO), `-t${threads}`, "--time", "-q"];
  const { stdout } = await promisify(execFile)("primesieve", told);
  return 1000 * Number(/Seconds: ([\d.]+)/.exec(stdout)![1]);
};

/**
 * The wheel sieve beside primesieve (Debian has it under this name), on one thread and on `width`;
 * a row each, or none where there is no primesieve. Goal: at most 3.5 times its time.
 */
export async function sieveRows(rounds: number, width: number) {
  if (!(await byPrimesieve(1).catch(() => null))) return [];
  const rows = [];
  for (const threads of new Set([1, width])) {
    const wheel: number[] = [];
    const primesieve: number[] = [];
    for (let round = 0; round < rounds; round++) {
      wheel.push(await byWheel(threads));
      primesieve.push(await byPrimesieve(threads));
    }
    const ratio = median(wheel.map((ms, round) => ms / primesieve[round]!));
    rows.push({
      "primes below 1e9": `${threads} ${threads === 1 ? "thread" : "threads"}`,
      "wheel sieve, ms": median(wheel).toFixed(0),
      "primesieve, ms": median(primesieve).toFixed(0),
      ratio: ratio.toFixed(2),
    });
  }
  return rows;
}
