import type { BreakEven } from "../words/break-even.js";

/** How a way does beside `single` at one size of the job. */
export interface Beside {
  readonly size: number;
  /** How long the job takes in `single`. */
  readonly aloneMs: number;
  readonly speedUp: number;
}

/** Less than a tenth is no speed-up that a few runs could tell from none. */
const CLEAR = 1.1;

/**
 * From which length on a way is faster than `single`, for sizes in rising order. Between two sizes
 * it goes along the straight line of a logarithmic plot.
 */
export function breakEven(points: readonly Beside[]): BreakEven {
  const last = points.at(-1)!;
  const at = points.findLastIndex(({ speedUp }) => speedUp < 1);
  const [before, after] = [points[at], points[at + 1]];
  if (!after || last.speedUp < CLEAR) return { is: "above", ...last };
  if (!before) return { is: "below", ...after };
  // Where the speed-up, as a logarithm, passes zero on its way from one size to the next.
  const share = Math.log(before.speedUp) / (Math.log(before.speedUp) - Math.log(after.speedUp));
  const between = (from: number, to: number) => from * (to / from) ** share;
  return {
    is: "at",
    aloneMs: between(before.aloneMs, after.aloneMs),
    size: between(before.size, after.size),
  };
}
