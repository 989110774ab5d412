/**
 * `npm run bench [-- --quick]`: how fast the lab is, everything side by side in one interleaved
 * run. Each round gives every contestant a turn, and begins with another one; the table holds
 * medians. Where other programs use the cores, no row means much: the first line tells the load.
 */
import { loadavg } from "node:os";
import { Piscina } from "piscina";
import { primes, type Range } from "#dist/jobs/primes.js";
import { machine } from "#dist/lab/machine.js";
import { compare } from "#dist/lab/measure.js";
import { median, wallMs } from "#dist/lab/run.js";
import { python, way } from "#dist/lab/ways/index.js";
import type { Way } from "#dist/lab/ways/way.js";
import { compileC } from "./in-c.js";
import { partPriceRows } from "./part-price.js";
import { queueRows } from "./queue.js";
import { sameTwiceRows } from "./same-twice.js";
import { sieveRows } from "./sieve.js";
import { startUpRows } from "./start-up.js";

/** One measured turn. */
interface Sample {
  readonly ms: number;
}

interface Contestant {
  readonly name: string;
  readonly upTo: number;
  readonly take: () => Promise<Sample>;
}

const quick = process.argv.includes("--quick");
const rounds = quick ? 3 : 7;
const sizes = quick ? [1e6] : [1e6, 1e7];
const facts = machine();
const width = Math.max(1, Math.floor(facts.cores));
const inC = await compileC();
const hasPython = (await python.facts()) !== null;

/** A way's warm run. */
const inWay = (name: string, its: Way, upTo: number, parts: number): Contestant => ({
  name,
  upTo,
  take: async () => {
    const runs = await compare(primes({ upTo, parts }), [its], { rounds: 1 });
    return { ms: wallMs(runs.at(-1)!) };
  },
});

/** A loop over piscina as one would write it, warm, over the same parts. */
const byHand = (name: string, upTo: number, parts: number): Contestant => ({
  name,
  upTo,
  take: async () => {
    const filename = new URL("./by-hand.js", import.meta.url).href;
    const pool = new Piscina<Range, number[]>({ filename, minThreads: width, maxThreads: width });
    const ranges = primes({ upTo, parts }).parts as Range[];
    const all = async () =>
      ([] as number[]).concat(...(await Promise.all(ranges.map((range) => pool.run(range)))));
    await all();
    const startMs = performance.now();
    await all();
    const ms = performance.now() - startMs;
    await pool.destroy();
    return { ms };
  },
});

const SMALL = 64;
const contestants = sizes.flatMap((upTo): Contestant[] => [
  inWay("node single", way.single(), upTo, 4),
  ...(inC ? [{ name: "C -O2", upTo, take: async () => ({ ms: await inC.time(upTo) }) }] : []),
  inWay("worker × 4, 4 equal ranges", way.worker(4), upTo, 4),
  inWay("process × 4, 4 equal ranges", way.process(4), upTo, 4),
  inWay(`worker × ${width}, ${SMALL} small parts`, way.worker(width), upTo, SMALL),
  byHand(`piscina by hand, ${SMALL} small parts`, upTo, SMALL),
  inWay(`process × ${width}, ${SMALL} small parts`, way.process(width), upTo, SMALL),
  ...(hasPython && upTo === 1e6
    ? [
        inWay("Python alone", python.single(), upTo, 4),
        inWay("Python Pool(4)", python.processes(4), upTo, 4),
        inWay("Python 4 threads", python.threads(4), upTo, 4),
      ]
    : []),
]);
const samples = new Map<Contestant, Sample[]>();
console.log(
  `load before: ${loadavg()
    .map((it) => it.toFixed(2))
    .join(" ")}`,
);
console.table([facts]);
for (let round = 0; round < rounds; round++) {
  for (let turn = 0; turn < contestants.length; turn++) {
    const its = contestants[(turn + round) % contestants.length]!;
    samples.set(its, [...(samples.get(its) ?? []), await its.take()]);
  }
}
await inC?.remove();

const medianMs = (name: string, upTo: number): number | undefined => {
  const its = contestants.find((it) => it.name === name && it.upTo === upTo);
  return its && median(samples.get(its)!.map(({ ms }) => ms));
};

/** Medians of the ratios within a round: what disturbs a round disturbs both. */
function ratio(name: string, to: string, upTo: number): number | undefined {
  const [a, b] = [name, to].map((it) => contestants.find((c) => c.name === it && c.upTo === upTo));
  if (!a || !b) return undefined;
  const others = samples.get(b)!;
  return median(samples.get(a)!.map(({ ms }, round) => ms / others[round]!.ms));
}

const digits = (value: number | undefined, count = 2) => value?.toFixed(count) ?? "–";
/** Times as fast as alone, per core that can be used; of what runs on several cores. */
const efficiencyOf = (name: string, upTo: number) => {
  const factor =
    /^(worker|process|piscina|Python Pool)/.test(name) && ratio(alone(name), name, upTo);
  return factor ? digits(factor / Math.min(width, 4)) : "–";
};
const alone = (name: string) => (name.startsWith("Python") ? "Python alone" : "node single");
console.log("Work, warm, in ms: the median of all rounds");
console.table(
  contestants.map(({ name, upTo }) => ({
    what: name,
    "primes below": upTo,
    ms: digits(medianMs(name, upTo), 0),
    "times as fast as alone": digits(ratio(alone(name), name, upTo)),
    efficiency: efficiencyOf(name, upTo),
  })),
);
const hand = `piscina by hand, ${SMALL} small parts`;
const small = `worker × ${width}, ${SMALL} small parts`;
console.log(
  "Goals: Node alone <= 1.05 of C; efficiency >= 0.95 with small parts below 1e7; run <= 1.01 of piscina by hand",
);
console.table(
  sizes.map((upTo) => ({
    "primes below": upTo,
    "node alone / C": digits(ratio("node single", "C -O2", upTo), 3),
    "efficiency, small parts": digits((ratio("node single", small, upTo) ?? 0) / width, 3),
    "run / piscina by hand": digits(ratio(small, hand, upTo), 3),
  })),
);
console.log("Goal: start-up <= 1.10 of the same by hand, or 5 ms more");
console.table(await startUpRows(quick ? 3 : 21));
console.log("Goals: the wheel sieve <= 3.5 of primesieve; a part <= 2 of piscina by hand");
console.table(await sieveRows(rounds, width));
console.table(await partPriceRows(rounds, width));
console.log("Goals: what a queue costs");
console.table(await queueRows(rounds));
console.log("Goal: of one function under two names, a winner in 2 % of the races at most");
console.table(await sameTwiceRows(quick ? 20 : 200));
console.log(
  `load after: ${loadavg()
    .map((it) => it.toFixed(2))
    .join(" ")}`,
);
