import type { Span } from "./job.js";

/** One measured execution of a job in a way: a plain row. All times are in milliseconds. */
export interface Run {
  /** Label and size of the job, and how many parts it was cut into. */
  readonly job: string;
  readonly size: number;
  readonly parts: number;
  /** Name of the way: `"single"`, `"async"`, `"worker"`, `"process"`, `"python"`, … */
  readonly way: string;
  /** How many parts may be in progress at once. */
  readonly width: number;
  /** Repeat, from 0; and whether this run was the first since its way was opened, or a later one. */
  readonly round: number;
  readonly warm: boolean;
  /** From asking for the threads or processes until all of them had loaded the job. */
  readonly startUpMs: number;
  /** When the first part was handed out, and when the merged answer was in hand. */
  readonly startMs: number;
  readonly endMs: number;
  /** CPU time of all threads and processes of the run, in ms of one core. */
  readonly cpuMs: number;
  /** CPU time of the machine's other programs meanwhile, in ms of one core; `null` if not noted. */
  readonly othersMs: number | null;
  /** Cores that this process may use. */
  readonly cores: number;
  /** Where and when every part ran. */
  readonly spans: readonly Span[];
  /** Moments at which the main thread's event loop could react. */
  readonly beatsMs: readonly number[];
  /** The merged answer; equal answers are one object. */
  readonly answer: unknown;
  /** What `queue` knows beside the spans whose values were used. */
  readonly deliveries?: Deliveries;
}

/** What a queue knows beside the spans. Moments are in ms since the run began, on our clock. */
export interface Deliveries {
  /** A part is delivered again when nothing has been heard of its host for so long. */
  readonly leaseMs: number;
  /** Per host: what its clock is to be corrected by, and the bound of that estimate's error. */
  readonly hosts: readonly HostClock[];
  /** Deliveries whose answer was not used: the host died, was silent, left, or was too late. */
  readonly unused: readonly UnusedDelivery[];
  readonly events: readonly HostEvent[];
}

export interface HostClock {
  readonly name: string;
  readonly offsetMs: number;
  readonly errorMs: number;
}

export interface UnusedDelivery {
  readonly part: number;
  readonly attempt: number;
  readonly host: number;
  readonly startMs: number;
  /** Moments at which the host was heard of during this delivery. */
  readonly signsMs: readonly number[];
  /** When its answer was refused, since the part had one already; `null` if none came. */
  readonly refusedMs: number | null;
}

export interface HostEvent {
  readonly host: number;
  readonly atMs: number;
  readonly kind: "joined" | "killed" | "left" | "frozen" | "thawed";
}

/** Wall time of the work, start-up not included: from the first part handed out to the answer. */
export function wallMs(run: Run): number {
  return run.endMs - run.startMs;
}

/** Parallelism: CPU time / wall time. 1.9 means that 1.9 cores were busy on average. */
export function coresBusy(run: Run): number {
  return run.cpuMs / wallMs(run);
}

/** Concurrency: time of all spans / wall time. Says nothing of how many cores took part. */
export function inProgress(run: Run): number {
  return run.spans.reduce((sum, span) => sum + span.endMs - span.startMs, 0) / wallMs(run);
}

/** How many parts were in progress at once at the most. */
export function mostInProgress(spans: readonly Span[]): number {
  const steps = spans.flatMap((span) => [
    { atMs: span.startMs, by: 1 },
    { atMs: span.endMs, by: -1 },
  ]);
  steps.sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let now = 0;
  let most = 0;
  for (const { by } of steps) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** The middle value of a sample (the mean of the two middle ones of an even number). */
export function median(sample: readonly number[]): number {
  if (sample.length === 0) throw new RangeError("Cannot take the median as the sample is empty");
  const sorted = sample.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What a reader calls the way of a row: `"worker × 4"`, `"single"`. */
export function wayLabel(run: Pick<Run, "way" | "width">): string {
  return run.width === 1 ? run.way : `${run.way} × ${run.width}`;
}
