import { Piscina } from "piscina";
import type { Job } from "#dist/lab/job.js";
import { compare } from "#dist/lab/measure.js";
import { median, wallMs } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";

const PARTS = 2000;
const module = new URL("./nothing.js", import.meta.url).href;
const empty: Job = {
  label: "nothing",
  size: PARTS,
  module,
  name: "default",
  parts: Array.from({ length: PARTS }, (_, part) => part),
  merge: (values) => values.length,
};

/** What an empty part costs in the lab, in µs. */
async function inLab(width: number): Promise<number> {
  const runs = await compare(empty, [way.worker(width)], { rounds: 1 });
  return (1000 * wallMs(runs.at(-1)!)) / PARTS;
}

/** What it costs in a loop over piscina that notes nothing, in µs; as many in progress as threads. */
async function byHand(width: number): Promise<number> {
  const pool = new Piscina<number, number>({
    filename: module,
    minThreads: width,
    maxThreads: width,
  });
  const all = async () => {
    const rest = empty.parts.values();
    const lane = async () => {
      for (const part of rest) await pool.run(part as number);
    };
    await Promise.all(Array.from({ length: width }, lane));
  };
  await all();
  const startMs = performance.now();
  await all();
  const ms = performance.now() - startMs;
  await pool.destroy();
  return (1000 * ms) / PARTS;
}

/** The price of a part. Goal: at most twice that of piscina by hand, as the lab also takes notes. */
export async function partPriceRows(rounds: number, width: number) {
  const lab: number[] = [];
  const hand: number[] = [];
  for (let round = 0; round < rounds; round++) {
    lab.push(await inLab(width));
    hand.push(await byHand(width));
  }
  return [
    {
      "an empty part": `worker × ${width}`,
      "run, µs": median(lab).toFixed(0),
      "piscina by hand, µs": median(hand).toFixed(0),
      ratio: median(lab.map((us, round) => us / hand[round]!)).toFixed(2),
    },
  ];
}
