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

/**
 * A made-up run of 40 parts on a queue of four hosts: one is killed, one freezes, one joins late.
 * Two parts of the frozen host are delivered again, and its own late answers are refused.
 */
export function queued(given: Partial<Run> = {}): Run {
  const [wallMs, leaseMs] = [2140, 500];
  const lanes: [host: number, fromMs: number, parts: (number | string)[][]][] = [
    [0, 15, [[5, 8, 14, 20, "6", 25, 30, 37], [4, 9, 15, 21, "7", 24, 31, 36]]], // biome-ignore format: rows
    [1, 15, [[2, 10], [3, 11]]], // biome-ignore format: rows
    [2, 10, [[0], [1]]],
    [2, 1410, [[28, 34], [29, 35]]], // biome-ignore format: rows
    [3, 345, [[13, 19, 22, "16", 26, 32, 39], [12, 18, 23, "17", 27, 33, 38]]], // biome-ignore format: rows
  ];
  const spans = lanes.flatMap(([host, fromMs, rows]) =>
    rows.flatMap((row, threadId) =>
      row.map((part, i) => {
        const startMs = 1000 + fromMs + 255 * i;
        const where = { host, pid: 100 + host, threadId: threadId + 1, cpuMs: 20 };
        const attempt = typeof part === "string" ? 2 : 1;
        return { ...where, part: Number(part), attempt, startMs, endMs: startMs + 250 };
      }),
    ),
  );
  const frozen = { attempt: 1, host: 2, startMs: 280, signsMs: [450, 1401], refusedMs: 1405 };
  const killed = { attempt: 1, host: 1, startMs: 530, signsMs: [560], refusedMs: null };
  return madeUp({
    ...{ way: "queue", width: 8, parts: 40, busy: 0.2, wallMs, beatsMs: beating(5, wallMs), spans },
    deliveries: {
      leaseMs,
      hosts: ["A", "B", "C", "D"].map((letter, i) => ({ name: `host ${letter}`, offsetMs: 0.1 * i, errorMs: 0.2 + 0.1 * i })), // biome-ignore format: short
      unused: [{ part: 6, ...frozen }, { part: 7, ...frozen }, { part: 16, ...killed }, { part: 17, ...killed }], // biome-ignore format: short
      events: [
        { host: 3, atMs: 80, kind: "joined" },
        { host: 2, atMs: 500, kind: "frozen" },
        { host: 1, atMs: 610, kind: "killed" },
        { host: 2, atMs: 1400, kind: "thawed" },
      ],
    },
    ...given,
  });
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
