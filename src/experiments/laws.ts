import { current, must, mustHold } from "../lab/arguments.js";
import { coresBusy, median, type Run, wallMs } from "../lab/run.js";
import { dot, leastSquares, studentsT } from "./least-squares.js";

/**
 * What a job's wall time is made of, at n parts in progress:
 * `T(n) = alone + shared / n + each · (n − 1)`, all in ms. Without the third term it is Amdahl's law
 * (1967), with it Gunther's Universal Scalability Law (1993): his σ is `alone / (alone + shared)` and
 * his κ is `each / (alone + shared)`.
 */
export interface Law {
  /** What is done while nobody else works. */
  readonly aloneMs: number;
  /** What is shared out among all. */
  readonly sharedMs: number;
  /** What every further one costs. */
  readonly eachMs: number;
  /** The share of the work that is done alone, from 0 to 1. */
  readonly share: number;
  /** Bounds of `share`, which hold the true one nine times in ten. */
  readonly bounds: readonly [number, number];
  /** The widths on which it rests. */
  readonly widths: readonly number[];
  /** How far off the median of the worst width is: 0.05 is 5 %. */
  readonly misfit: number;
  /** Whether there are more widths than terms: otherwise every such law fits. */
  readonly tested: boolean;
}

/** Why there is no law. */
export interface Refusal {
  readonly why: string;
}

/** What `fitLaw` can be told. */
export interface FitOptions {
  /** Whether every further one costs something: the third term. Default false. */
  each?: boolean;
}

type Term = (n: number) => number;
const AMDAHL: readonly Term[] = [() => 1, (n) => 1 / n];
const WITH_EACH: readonly Term[] = [...AMDAHL, (n) => n - 1];

/** If other programs used more than this of a core, a time says more of them than of the job. */
const DISTURBED = 0.08;
/** Work that keeps less of a core busy waits: nobody can take cores away from it. */
const WAITS = 0.5;

/**
 * The law that fits the runs of one job best, or why there is none. Computing is judged only by
 * widths up to the number of cores, and by runs in which other programs used less than 8 % of a
 * core; waiting by all.
 *
 * @throws {TypeError | RangeError} if `runs` are not runs of one job and size.
 */
export function fitLaw(runs: readonly Run[], { each = false }: FitOptions = {}): Law | Refusal {
  const sound = able(ofOneJob(runs));
  const calm = sound.filter(
    (run) => !computes(runs) || (run.othersMs ?? 0) < DISTURBED * wallMs(run),
  );
  const [widths, calmWidths] = [widthsOf(sound), widthsOf(calm)];
  const least = each ? 4 : 2;
  if (widths.length < least) {
    const there = computes(runs)
      ? `the cores here allow ${widths.length}`
      : `there are ${widths.length}`;
    return { why: `it needs ${least} widths or more, and ${there}` };
  }
  if (calmWidths.length < widths.length) {
    return { why: "other programs used the cores: close them, and run this again" };
  }
  if (widths.some((width) => calm.filter((run) => run.width === width).length < 2)) {
    return { why: "it needs two undisturbed runs or more of every width" };
  }
  return lawOf(calm, widths, each ? WITH_EACH : AMDAHL);
}

function ofOneJob(runs: readonly Run[]): readonly Run[] {
  const action = "Cannot fit a law";
  const sound = Array.isArray(runs) && runs.every((run) => typeof run?.width === "number");
  must(sound, action, "'runs' must be an array of runs", runs);
  mustHold(runs, action, "'runs' must hold a run or more");
  const jobs = [...new Set(runs.map(({ job, size }) => `${job}, size ${size}`))];
  if (jobs.length > 1)
    throw new RangeError(`${action} as all runs must be of one job: ${current(jobs)}`);
  const warm = runs.filter((run) => run.warm);
  return warm.length > 0 ? warm : runs;
}

/** The runs whose width the machine can serve. */
function able(runs: readonly Run[]): readonly Run[] {
  return computes(runs) ? runs.filter(({ width, cores }) => width <= cores) : runs;
}

function computes(runs: readonly Run[]): boolean {
  const narrowest = Math.min(...runs.map(({ width }) => width));
  return median(runs.filter(({ width }) => width === narrowest).map(coresBusy)) > WAITS;
}

function widthsOf(runs: readonly Run[]): number[] {
  return [...new Set(runs.map(({ width }) => width))].sort((a, b) => a - b);
}

function lawOf(runs: readonly Run[], widths: readonly number[], terms: readonly Term[]): Law {
  const medians = new Map(widths.map((n) => [n, median(ofWidth(runs, n))]));
  // Errors grow with the time: each counts as a share of it.
  const rows = runs.map(({ width: n }) => terms.map((term) => term(n) / medians.get(n)!));
  const values = runs.map((run) => wallMs(run) / medians.get(run.width)!);
  const [aloneMs = 0, sharedMs = 0, eachMs = 0] = notBelowZero(rows, values);
  const times = { aloneMs, sharedMs, eachMs };
  const off = widths.map((n) => Math.abs(lawMs(times, n) / medians.get(n)! - 1));
  return {
    ...times,
    share: aloneMs / (aloneMs + sharedMs),
    bounds: boundsOfShare(rows, values),
    widths,
    misfit: Math.max(...off),
    tested: widths.length > terms.length,
  };
}

function ofWidth(runs: readonly Run[], n: number): number[] {
  return runs.filter(({ width }) => width === n).map(wallMs);
}

type Numbers = readonly number[];

/** The best factors of which none is below zero: the lowest that is, and its term, is left out. */
function notBelowZero(rows: readonly Numbers[], values: Numbers): number[] {
  const { factors } = leastSquares(rows, values);
  const lowest = factors.indexOf(Math.min(...factors));
  if (factors[lowest]! >= 0 || factors.length === 1) return [...factors];
  const without = rows.map((row) => row.toSpliced(lowest, 1));
  return notBelowZero(without, values).toSpliced(lowest, 0, 0);
}

/**
 * Nine times in ten the true share is between them. Source: the delta method; the share is
 * `a / (a + b)`, so it changes by `b / (a + b)²` with a, and by `−a / (a + b)²` with b.
 */
function boundsOfShare(rows: readonly Numbers[], values: Numbers): [number, number] {
  const { factors, covariance, freedom } = leastSquares(rows, values);
  const [a = 0, b = 0] = factors;
  const slopes = factors.map((_, i) => [b, -a, 0][i]! / (a + b) ** 2);
  const variance = dot(
    slopes,
    covariance.map((row) => dot(row, slopes)),
  );
  const half = studentsT(freedom) * Math.sqrt(Math.max(0, variance));
  const [low, high] = [a / (a + b) - half, a / (a + b) + half];
  return [Math.min(1, Math.max(0, low)), Math.min(1, Math.max(0, high))];
}

/** The three times of a law. */
export type Times = Pick<Law, "aloneMs" | "sharedMs" | "eachMs">;

/** The wall time by a law with n parts in progress, in ms. */
export function lawMs({ aloneMs, sharedMs, eachMs }: Times, n: number): number {
  return aloneMs + sharedMs / n + eachMs * (n - 1);
}

/** The width at which a law is fastest: √(shared / each); without the third term there is none. */
export function bestWidth({ sharedMs, eachMs }: Times): number {
  return eachMs > 0 ? Math.max(1, Math.sqrt(sharedMs / eachMs)) : Number.POSITIVE_INFINITY;
}

/** What a law says, in a few sentences, or why there is none. */
export function lawInWords(law: Law | Refusal): string {
  if ("why" in law) return `No law: ${law.why}.`;
  const { aloneMs, sharedMs, eachMs, share, bounds, widths, misfit, tested } = law;
  const whole = `${(aloneMs + sharedMs).toFixed(0)} ms`;
  const between = `nine times in ten between ${percent(bounds[0])} and ${percent(bounds[1])}`;
  const says = [
    `Of ${whole}, ${aloneMs.toFixed(0)} ms are done alone: ${percent(share)} (${between}).`,
    share > 0.001 ? `The speed-up stays below ${(1 / share).toFixed(1)}.` : "No limit can be seen.",
  ];
  if (eachMs > 0) {
    says.push(
      `Each further one costs ${eachMs.toFixed(1)} ms: fastest at about ${bestWidth(law).toFixed(0)}.`,
    );
  }
  const rests = `on ${widths.length} widths (${widths.join(", ")})`;
  says.push(
    tested
      ? `It rests ${rests}, and is ${percent(misfit)} off at the worst.`
      : `It rests ${rests}, which any such law fits: not tested.`,
  );
  return says.join(" ");
}

function percent(value: number): string {
  return `${(100 * value).toFixed(value < 0.0995 ? 1 : 0)} %`;
}
