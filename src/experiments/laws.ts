import { current, must, mustHold } from "../lab/arguments.js";
import { coresBusy, median, type Run, wallMs } from "../lab/run.js";
import * as words from "../words/laws.js";
import { dot, leastSquares, studentsT } from "./least-squares.js";

/**
 * What a job's wall time is made of, at n parts in progress:
 * `T(n) = alone + shared / n + each · (n − 1)`, all in ms. Without the third term it is Amdahl's law
 * (1967), with it Gunther's Universal Scalability Law (1993): his σ is `alone / (alone + shared)` and
 * his κ is `each / (alone + shared)`.
 */
export interface Law {
  /** What is done serially. */
  readonly aloneMs: number;
  /** What is shared out among all. */
  readonly sharedMs: number;
  /** What every further part in progress costs. */
  readonly eachMs: number;
  /** The share of the work that is done serially, from 0 to 1. */
  readonly share: number;
  /** Bounds of `share`, which hold the true one nine times in ten. */
  readonly bounds: readonly [number, number];
  /** The concurrency limits on which it rests. */
  readonly limits: readonly number[];
  /** How far off the median of the worst limit is: 0.05 is 5 %. */
  readonly misfit: number;
  /** Whether there are more limits than terms: otherwise every such law fits. */
  readonly tested: boolean;
}

/** Why there is no law. */
export interface Refusal {
  readonly why: string;
}

/** What `fitLaw` can be told. */
export interface FitOptions {
  /** Whether every further part in progress costs something: the third term. Default false. */
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
 * limits up to the number of cores, and by runs in which other programs used less than 8 % of a
 * core; waiting by all.
 *
 * @throws {TypeError | RangeError} if `runs` are not runs of one job and size.
 */
export function fitLaw(runs: readonly Run[], { each = false }: FitOptions = {}): Law | Refusal {
  const all = ofOneJob(runs);
  const [lowest] = limitsOf(all);
  const computes = median(all.filter(({ width }) => width === lowest).map(coresBusy)) > WAITS;
  const able = all.filter(({ width, cores }) => !computes || width <= cores);
  const isCalm = (run: Run) => !computes || (run.othersMs ?? 0) < DISTURBED * wallMs(run);
  const calm = able.filter(isCalm);
  const limits = limitsOf(able);
  const least = each ? 4 : 2;
  if (limits.length < least) return { why: words.tooFew(least, limits.length, computes) };
  if (limitsOf(calm).length < limits.length) return { why: words.disturbed };
  const single = limits.some((limit) => calm.filter(({ width }) => width === limit).length < 2);
  return single ? { why: words.once } : lawOf(calm, limits, each ? WITH_EACH : AMDAHL);
}

/** The warm runs of one job, or, if there are none, the cold ones. */
function ofOneJob(runs: readonly Run[]): readonly Run[] {
  const action = "Cannot fit a law";
  mustHold(runs, action, "'runs' must hold a run or more");
  const sound = runs.every((run) => typeof run?.width === "number");
  must(sound, action, "'runs' must be an array of runs", runs);
  const jobs = [...new Set(runs.map(({ job, size }) => `${job}, size ${size}`))];
  if (jobs.length > 1)
    throw new RangeError(`${action} as all runs must be of one job: ${current(jobs)}`);
  const warm = runs.filter((run) => run.warm);
  return warm.length > 0 ? warm : runs;
}

function limitsOf(runs: readonly Run[]): number[] {
  return [...new Set(runs.map(({ width }) => width))].sort((a, b) => a - b);
}

function lawOf(runs: readonly Run[], limits: readonly number[], terms: readonly Term[]): Law {
  const medianMs = (limit: number) =>
    median(runs.filter(({ width }) => width === limit).map(wallMs));
  const medians = new Map(limits.map((limit) => [limit, medianMs(limit)]));
  // Errors grow with the time: each counts as a share of it.
  const rows = runs.map(({ width: n }) => terms.map((term) => term(n) / medians.get(n)!));
  const values = runs.map((run) => wallMs(run) / medians.get(run.width)!);
  const [aloneMs = 0, sharedMs = 0, eachMs = 0] = notBelowZero(rows, values);
  const times = { aloneMs, sharedMs, eachMs };
  return {
    ...times,
    share: aloneMs / (aloneMs + sharedMs),
    bounds: boundsOfShare(rows, values),
    limits,
    misfit: Math.max(...limits.map((n) => Math.abs(lawMs(times, n) / medians.get(n)! - 1))),
    tested: limits.length > terms.length,
  };
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
  const products = covariance.map((row) => dot(row, slopes));
  const half = studentsT(freedom) * Math.sqrt(Math.max(0, dot(slopes, products)));
  const between = (share: number) => Math.min(1, Math.max(0, share));
  return [between(a / (a + b) - half), between(a / (a + b) + half)];
}

/** The three times of a law. */
export type Times = Pick<Law, "aloneMs" | "sharedMs" | "eachMs">;

/** The wall time by a law with n parts in progress, in ms. */
export function lawMs({ aloneMs, sharedMs, eachMs }: Times, n: number): number {
  return aloneMs + sharedMs / n + eachMs * (n - 1);
}

/** The limit at which a law is fastest: √(shared / each); without the third term there is none. */
export function bestWidth({ sharedMs, eachMs }: Times): number {
  return eachMs > 0 ? Math.max(1, Math.sqrt(sharedMs / eachMs)) : Number.POSITIVE_INFINITY;
}

/** What a law says, in a few sentences, or why there is none. */
export function lawInWords(law: Law | Refusal): string {
  return "why" in law ? words.refused(law) : words.law(law, bestWidth(law));
}
