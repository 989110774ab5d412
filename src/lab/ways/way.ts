import type { Job, Outcome, Span } from "../job.js";
import type { Run } from "../run.js";

/** Where the parts of a job run, and how many at once: a plain value until it is opened. */
export interface Way {
  /** What figures and messages call it. */
  readonly name: string;
  /** How many parts may be in progress at once; `Infinity` if nothing limits it. */
  readonly width: number;
  /** How many parts it takes at once, in progress or waiting for a host. Default: its width. */
  readonly ahead?: number;
  /** Makes ready what is needed only once; it is not part of the start-up time. */
  readonly prepare?: () => Promise<unknown>;
  /** Starts the threads or processes. Returns at once, so that it can be closed at any time. */
  readonly open: (job: Job) => Crew;
}

/** The threads or processes of an open way. */
export interface Crew {
  /** Resolves when every thread and process has loaded the job; rejects if one cannot. */
  readonly ready: Promise<void>;
  /**
   * Runs one part as soon as a thread or process is idle. Rejects if that is lost, or ended because
   * the part takes longer than `limitMs`: the next part gets a new one.
   */
  readonly run: (part: number, limitMs?: number) => Promise<Outcome>;
  /** CPU time that processes other than this one have used so far for the crew, in ms. */
  readonly cpuMs: () => number;
  /** What a queue has seen beside the outcomes since a run began; asked once, when that has ended. */
  readonly seen?: (sinceMs: number) => Pick<Run, "deliveries">;
  /** Ends everything at once, never waiting for a part. May be called at any time, and twice. */
  readonly close: () => Promise<void>;
}

/** An error that says where the part ran whose thread or process is gone. */
export type Lost = Error & { where?: Partial<Pick<Span, "pid" | "threadId">> };

/** What a part rejects with that was over its limit. */
export function tooLong(limitMs: number): Error {
  return new Error(`it had not ended after ${limitMs} ms`);
}

/** What `worker` and `process` can both be told. */
export interface HeapOptions {
  /**
   * How large the heap of each may grow, in MiB. Default for threads: together half of the memory,
   * at most 1,024 each; for processes: what Node takes, a quarter of the memory, at most 4,096.
   */
  heapMiB?: number;
}

/** More threads or processes than this are a slip of the keyboard on every machine of a class. */
export const MOST_WIDE = 256;

/** What `ready` rejects with if a thread or process was lost before it had loaded the job. */
export function notOpened(way: string, cause: Error): Error {
  return new Error(`Cannot open the way '${way}': ${cause.message}`, { cause });
}
