/**
 * Eight small programs of the kind that people ask about: the unseen snippets of 12. A nap stands
 * for a request: nothing is computed while it waits.
 */
import { setTimeout as nap } from "node:timers/promises";

/**
 * Stands for computing, about 2 ms for each million steps. Whole numbers below 2³¹ only: so there is
 * one kind of machine code, whoever compiled it.
 */
export function compute(steps: number): number {
  let x = 1;
  for (let i = 0; i < steps; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

export async function translate(word: string): Promise<string> {
  await nap(25); // another computer does the work
  return word.toUpperCase();
}

export function thumbnail(seed: number): number {
  return compute(20_000_000 + seed);
}

export function hashTag(word: string): number {
  let hash = 0;
  for (const char of word) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return hash;
}

export function quarterOfAReport(quarter: number): number {
  return compute(1_500_000 + quarter);
}

export function average(readings: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < readings.length; i++) sum += readings[i]!;
  return sum / readings.length;
}

export function search(seed: number): number {
  return compute(70_000_000 + seed); // while somebody types
}

export async function order(number: number): Promise<number> {
  await nap(30);
  return compute(5_000_000 + number);
}

export async function lastPage(pages: number): Promise<number> {
  let next = 0;
  while (next < pages) {
    await nap(25); // only an answer tells where the next page is
    next++;
  }
  return next;
}
