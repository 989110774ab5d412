import { mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { equalRanges, type Range } from "./primes.js";

/** A band of the picture: rows of pixels, both ends included. */
export interface Band extends Range {
  /** After so many steps a pixel counts as one that never escapes. */
  readonly mostSteps: number;
}

/** The answer of `mandelbrot`: how many steps each pixel took to escape, row by row. */
export interface Painting {
  readonly rows: number;
  readonly columns: number;
  readonly mostSteps: number;
  readonly steps: Uint16Array;
  /** Which rows each part computed. */
  readonly bands: readonly Band[];
}

/** What `mandelbrot` can be told. */
export interface MandelbrotOptions {
  /** Into how many bands the picture is cut. Default 4. */
  parts?: number;
  /** After how many steps a pixel counts as one that never escapes. Default 4,000. */
  mostSteps?: number;
}

const [ROWS, COLUMNS] = [267, 400];
/** The part of the complex plane that is shown. Not symmetric: both halves would be equal work. */
const PLANE = { left: -2.2, right: 0.8, top: -1.35, bottom: 0.65 };

/** How many steps each pixel of a band takes to escape: z ← z² + c, until |z| > 2. */
export function stepsOf({ from, to, mostSteps }: Band): Uint16Array {
  const steps = new Uint16Array((to - from + 1) * COLUMNS);
  let pixel = 0;
  for (let row = from; row <= to; row++) {
    const im = PLANE.top + ((PLANE.bottom - PLANE.top) * row) / ROWS;
    for (let column = 0; column < COLUMNS; column++) {
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
 * @throws {TypeError | RangeError} if `parts` or `mostSteps` is not an integer that fits.
 */
export function mandelbrot({ parts = 4, mostSteps = 4000 }: MandelbrotOptions = {}): Job {
  mustBeInteger("Cannot split the job", "parts", parts, { most: ROWS });
  mustBeInteger("Cannot paint the Mandelbrot set", "mostSteps", mostSteps, { most: 65_535 });
  const bands = [...equalRanges(0, ROWS - 1, parts)].map((rows): Band => ({ ...rows, mostSteps }));
  const painting = { rows: ROWS, columns: COLUMNS, mostSteps, bands };
  return {
    label: "mandelbrot",
    size: mostSteps,
    module: import.meta.url,
    name: "stepsOf",
    parts: bands,
    merge: (values): Painting => {
      const steps = new Uint16Array(ROWS * COLUMNS);
      bands.forEach(({ from }, part) => {
        steps.set(values[part] as Uint16Array, from * COLUMNS);
      });
      return { ...painting, steps };
    },
  };
}
