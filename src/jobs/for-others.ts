import type { Source } from "../lab/run-part.js";

/**
 * What a host runs for others, by its name on the wire: computations on a few numbers, from the
 * host's own files. Not on the list is what reads or writes, what asks another machine for something
 * (a stranger could look around in this network), and what takes as much memory as it is told.
 */
export const forOthers: ReadonlyMap<string, Source> = new Map(
  ["primesIn", "countPrimes"].map((name) => [
    `primes.${name}`,
    { module: new URL("./primes.js", import.meta.url).href, name },
  ]),
);
