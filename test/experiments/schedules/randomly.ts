import type { TestContext } from "node:test";

/**
 * Random whole numbers below n, other ones in every run; the test says which seed it had, and
 * SEED=… takes it again.
 */
export function randomly(context: TestContext): (below: number) => number {
  const seed = Number(process.env.SEED ?? Date.now() % 1e9);
  context.diagnostic(`SEED=${seed}`);
  let state = seed;
  return (below) => {
    // A linear congruential generator; only its upper bits are random enough.
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >>> 16) % below;
  };
}
