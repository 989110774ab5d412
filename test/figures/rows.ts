import type { Span } from "#dist/lab/job.js";
import type { Run } from "#dist/lab/run.js";

type Given = Partial<Run> & { wallMs?: number; busy?: number };

/** A made-up run: what a test does not say is like this. */
export function madeUp(given: Given = {}): Run {
  const { wallMs = 100, busy = 1, ...rest } = given;
  const startMs = rest.startMs ?? 1000;
  return {
    job: "primes",
    size: 1000,
    parts: 1,
    way: "single",
    width: 1,
    round: 0,
    warm: true,
    startUpMs: 0,
    startMs,
    endMs: startMs + wallMs,
    cpuMs: busy * wallMs,
    othersMs: null,
    cores: 2,
    spans: [span({ startMs, endMs: startMs + wallMs, cpuMs: busy * wallMs })],
    beatsMs: [],
    answer: null,
    ...rest,
  };
}

/** A made-up span from 0 to 100 ms. */
export function span(given: Partial<Span> = {}): Span {
  return { part: 0, pid: 1, threadId: 0, startMs: 0, endMs: 100, cpuMs: 100, ...given };
}

/** Warm repeats of one way, one for each wall time. */
export function repeated(way: string, walls: readonly number[], more: Given = {}): Run[] {
  return walls.map((wallMs, round) => madeUp({ way, wallMs, round, ...more }));
}

/** Beats every so many ms of a run of `wallMs` that started at 1000. */
export function beating(everyMs: number, wallMs: number): number[] {
  const count = Math.ceil(wallMs / everyMs) - 1;
  return Array.from({ length: count }, (_, i) => 1000 + everyMs * (i + 1));
}

/** All numbers in a figure's marks and axes. */
export function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersOf);
}

/** The one trace of that name, or the first of several. */
export function trace(data: readonly Readonly<Record<string, unknown>>[], name: string) {
  return data.find((each) => each.name === name) as
    | { x: number[]; y: number[]; base: number[]; text: string[] }
    | undefined;
}
