/**
 * What is computed: a job is cut into parts, every part can run anywhere, and a merge makes one
 * answer of their values. A thread or a process can only be told where code lives, so a job names
 * a module and a function in it; the function itself does not travel.
 */
export interface Job {
  /** What a figure calls it, for example `"primes"`. */
  readonly label: string;
  /** How big it is, in the job's own unit (`upTo`, number of requests, bytes). */
  readonly size: number;
  /** URL of an ES module (`file:` or `data:`) that every thread and process can import. */
  readonly module: string;
  /** The function's exported name: `(input) => value`, or a promise of the value. */
  readonly name: string;
  /** One input per part: a small description of a piece of work, never the data itself. */
  readonly parts: readonly unknown[];
  /** Makes the answer of the parts' values, which stand in the order of `parts`. Pure. */
  readonly merge: (values: unknown[]) => unknown;
  /** URL of a Python module that exports a function of the same name: the job's twin. */
  readonly python?: string;
}

/** One part in progress: where it ran, from when to when, and the CPU time it took meanwhile. */
export interface Span {
  /** Index in the job's `parts`. */
  readonly part: number;
  /** Process that ran it. */
  readonly pid: number;
  /** Thread in that process; 0 is Node's main thread. */
  readonly threadId: number;
  /** When the function was called, on the monotonic clock that all processes share, in ms. */
  readonly startMs: number;
  /** When its value was there. */
  readonly endMs: number;
  /**
   * CPU time of the part, in ms; `null` if the platform cannot tell a thread's. If several
   * parts are in progress on one thread, they share its CPU time equally.
   */
  readonly cpuMs: number | null;
  /** When it really ran, as stretches on the same clock, if the part itself has noted that. */
  readonly ranMs?: readonly (readonly [fromMs: number, toMs: number])[];
  /** Which host ran it, from 0, and which delivery of the part gave the value, from 1: in `queue`. */
  readonly host?: number;
  readonly attempt?: number;
  /** Why it failed, if it did and its run went on. */
  readonly fault?: Fault;
}

/** An error as it crosses a border between threads or processes. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** What comes back of a part: always an object, a value or a fault. */
export type Outcome =
  | { readonly span: Span; readonly value: unknown }
  | { readonly span: Span; readonly fault: Fault };
