import { must, mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";

/** A rectangle of the picture's pixels; the last row and column are not in it. */
export interface Tile {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
  /** After so many steps a pixel counts as one that never escapes. */
  readonly mostSteps: number;
}

/** The answer of `mandelbrot`: how many steps each pixel took to escape, row by row. */
export interface Painting {
  readonly rows: number;
  readonly columns: number;
  readonly mostSteps: number;
  readonly steps: Uint16Array;
  /** Which pixels each part computed. */
  readonly tiles: readonly Tile[];
}

/** What `mandelbrot` can be told. */
export interface MandelbrotOptions {
  /** Into how many parts the picture is cut. Default 4. */
  parts?: number;
  /** In bands of rows, or in tiles, which are as many in a row as below each other, if they can. Default `"rows"`. */
  cut?: "rows" | "tiles";
  /** After how many steps a pixel counts as one that never escapes. Default 4,000. */
  mostSteps?: number;
}

const [ROWS, COLUMNS] = [267, 400];
/** The part of the complex plane that is shown. Not symmetric: both halves would be equal work. */
const PLANE = { left: -2.2, right: 0.8, top: -1.35, bottom: 0.65 };

/** How many steps each pixel of a tile takes to escape: z ← z² + c, until |z| > 2. */
export function stepsOf({ rows, columns, mostSteps }: Tile): Uint16Array {
  const steps = new Uint16Array((rows[1] - rows[0]) * (columns[1] - columns[0]));
  let pixel = 0;
  for (let row = rows[0]; row < rows[1]; row++) {
    const im = PLANE.top + ((PLANE.bottom - PLANE.top) * row) / ROWS;
    for (let column = columns[0]; column < columns[1]; column++) {
      const re = PLANE.left + ((PLANE.right - PLANE.left) * column) / COLUMNS;
      steps[pixel++] = stepsOfPoint(re, im, mostSteps);
    }
  }
  return steps;
}

function stepsOfPoint(re: number, im: number, mostSteps: number): number {
  let [x, y, steps] = [0, 0, 0];
  while (steps < mostSteps && x * x + y * y <= 4) {
    const next = x * x - y * y + re;
    y = 2 * x * y + im;
    x = next;
    steps++;
  }
  return steps;
}

/**
 * The job whose work no formula tells: a picture of the Mandelbrot set, 400 × 267 pixels. A pixel
 * takes from one step to `mostSteps`, which is also the job's size, and how many shows only when it
 * is computed. Its answer is a `Painting`, which `plot.painted` draws.
 *
 * @throws {TypeError | RangeError} if `parts` or `mostSteps` is not an integer that fits, or `cut`
 * is neither `"rows"` nor `"tiles"`.
 */
export function mandelbrot({
  parts = 4,
  cut = "rows",
  mostSteps = 4000,
}: MandelbrotOptions = {}): Job {
  const action = "Cannot paint the Mandelbrot set";
  must(cut === "rows" || cut === "tiles", action, '\'cut\' must be "rows" or "tiles"', cut);
  mustBeInteger("Cannot split the job", "parts", parts, { most: ROWS });
  mustBeInteger(action, "mostSteps", mostSteps, { most: 65_535 });
  const across = cut === "rows" ? 1 : parts / tallest(parts);
  const tiles = stretches(ROWS, parts / across).flatMap((rows) =>
    stretches(COLUMNS, across).map((columns): Tile => ({ rows, columns, mostSteps })),
  );
  return {
    label: "mandelbrot",
    size: mostSteps,
    module: import.meta.url,
    name: "stepsOf",
    parts: tiles,
    merge: (values) => painting(values as Uint16Array[], tiles, mostSteps),
  };
}

/** The largest divisor that is not above the square root: 16 parts make 4 by 4, 32 make 4 by 8. */
function tallest(parts: number): number {
  let divisor = Math.floor(Math.sqrt(parts));
  while (parts % divisor !== 0) divisor--;
  return divisor;
}

/** The numbers from 0 on in so many stretches of equal length, or lengths that differ by one. */
function stretches(length: number, count: number): (readonly [number, number])[] {
  const start = (at: number) => Math.floor((length * at) / count);
  return Array.from({ length: count }, (_, at) => [start(at), start(at + 1)] as const);
}

function painting(values: Uint16Array[], tiles: readonly Tile[], mostSteps: number): Painting {
  const steps = new Uint16Array(ROWS * COLUMNS);
  tiles.forEach(({ rows, columns }, part) => {
    const width = columns[1] - columns[0];
    for (let row = rows[0]; row < rows[1]; row++) {
      const from = (row - rows[0]) * width;
      steps.set(values[part]!.subarray(from, from + width), row * COLUMNS + columns[0]);
    }
  });
  return { rows: ROWS, columns: COLUMNS, mostSteps, steps, tiles };
}
