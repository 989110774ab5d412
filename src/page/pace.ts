/**
 * How much the cells of a notebook measure: all that they ask for, or, where a test executes them
 * (`LAB_PACE=test`), as much as shows that they work. The one place that says so.
 */
const quick = process.env.LAB_PACE === "test";

/** Options in which every way has its turn in so many rounds: one at the pace of a test. */
export function pacedRounds<O extends { rounds?: number }>(options: O): O {
  return quick ? { ...options, rounds: Math.min(options.rounds ?? 1, 1) } : options;
}

/** Options with a wall time to aim at: a third of it at the pace of a test. */
export function pacedTarget<O extends { targetMs: number }>(options: O): O {
  return quick ? { ...options, targetMs: Math.max(10, Math.round(options.targetMs / 3)) } : options;
}
