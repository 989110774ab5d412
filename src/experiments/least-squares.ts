/** What a linear fit gives: a factor per column, and how sure each is. */
export interface Fit {
  readonly factors: readonly number[];
  /** Covariances of the factors, in their order. */
  readonly covariance: readonly (readonly number[])[];
  /** How many more values there are than factors. */
  readonly freedom: number;
}

/**
 * The factors for which the sum of squares of `values[i] − Σ factors[j] · rows[i][j]` is least.
 * Source: the normal equations, (XᵀX)⁻¹ Xᵀy, with the covariance s² (XᵀX)⁻¹.
 */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): Fit {
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  const inverse = inverted(columns.map((a) => columns.map((b) => dot(a, b))));
  const sides = columns.map((column) => dot(column, values));
  const factors = inverse.map((row) => dot(row, sides));
  const freedom = rows.length - factors.length;
  const rest = rows.map((row, i) => values[i]! - dot(row, factors));
  const variance = freedom > 0 ? dot(rest, rest) / freedom : 0;
  return { factors, freedom, covariance: inverse.map((row) => row.map((it) => it * variance)) };
}

/**
 * Student's t for 90 % between both ends. Source: Abramowitz and Stegun, Handbook of Mathematical
 * Functions, 26.7.5; off by less than 1.5 % from a freedom of 2 on.
 */
export function studentsT(freedom: number): number {
  const z = 1.6449;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ];
  return terms.reduce((sum, term, i) => sum + term / freedom ** (i + 1), z);
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** Gauss and Jordan: what is done to make the matrix 1 makes the inverse of 1. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  rows.forEach((pivot, i) => {
    const head = pivot[i]!;
    pivot.forEach((value, j) => {
      pivot[j] = value / head;
    });
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[i]!;
      pivot.forEach((value, j) => {
        row[j]! -= factor * value;
      });
    }
  });
  return rows.map((row) => row.slice(matrix.length));
}
