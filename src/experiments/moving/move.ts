import { median } from "../../lab/run.js";

/**
 * How something gets to another thread or process: `clone`, `transfer` and `shared` to a worker
 * thread; `process` as a structured clone and `json` as text to a child process.
 */
export const METHODS = ["clone", "transfer", "shared", "process", "json"] as const;
export type Method = (typeof METHODS)[number];

/** One trip there and back: a plain row. */
export interface Move {
  readonly method: Method;
  /** How many bytes went there, and came back. */
  readonly bytes: number;
  /** Repeat, from 0. */
  readonly round: number;
  /** From sending until all was back, in ms. */
  readonly ms: number;
}

/** How the cost of a method grows between two numbers of bytes. */
export interface Growth {
  /** The most bytes that were moved so, and 1,024 times fewer (or the fewest). */
  readonly fromBytes: number;
  readonly toBytes: number;
  /** Median cost of the fewer ones, in ms. */
  readonly fromMs: number;
  /** How many times as long the larger one took. */
  readonly factor: number;
}

/** The medians of a method over its bytes, in order; empty if it was not measured. */
export function medians(moves: readonly Move[], method: Method): { bytes: number; ms: number }[] {
  const its = moves.filter((move) => move.method === method).sort((a, b) => a.bytes - b.bytes);
  return [...new Set(its.map(({ bytes }) => bytes))].map((bytes) => {
    const same = its.filter((move) => move.bytes === bytes);
    return { bytes, ms: median(same.map(({ ms }) => ms)) };
  });
}

/** How the cost of a method grows; `undefined` if it was not measured. */
export function growth(moves: readonly Move[], method: Method): Growth | undefined {
  const all = medians(moves, method);
  const to = all.at(-1);
  if (!to) return undefined;
  const from = all.find(({ bytes }) => bytes * 1024 === to.bytes) ?? all[0]!;
  return { fromBytes: from.bytes, toBytes: to.bytes, fromMs: from.ms, factor: to.ms / from.ms };
}

/** What is handed over in a transfer: the value itself, or what it is an array over. */
export function bufferOf(value: unknown): ArrayBuffer {
  return (ArrayBuffer.isView(value) ? value.buffer : value) as ArrayBuffer;
}
