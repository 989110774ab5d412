import type { Range } from "./primes.js";
import { everyDivisor, primesUpTo } from "./sieve.js";

/**
 * The sieve of Eratosthenes on a wheel: a byte stands for 30 numbers, and has a bit for each of the
 * eight among them that 2, 3 and 5 do not divide. It works on one segment of bytes after another,
 * short enough for a core's own cache. After Kim Walisch's primesieve.
 */
const WHEEL = [1, 7, 11, 13, 17, 19, 23, 29];
const SEGMENT = 128 * 1024;

/** The multiples of these lie alike in every 7 · 11 · 13 · 17 bytes: a copy of a stamp strikes them. */
const STAMPED = Int32Array.of(7, 11, 13, 17);
const PERIOD = 7 * 11 * 13 * 17;
const stamp = new Uint8Array(PERIOD + SEGMENT).fill(0xff);
strokesOf(STAMPED).forEach((stroke, i) => {
  for (let at = stroke; at < stamp.length; at += STAMPED[i >> 3]!) stamp[at]! &= ~(1 << (i & 7));
});

/**
 * Each prime strikes a bit once in as many bytes as it is large, and always in the same one of them:
 * p · (f + 30 k) is p · f plus p whole bytes, k times. Eight such places for each prime, one per bit.
 */
function strokesOf(primes: Int32Array): Int32Array {
  const strokes = new Int32Array(8 * primes.length);
  primes.forEach((prime, i) => {
    for (const factor of WHEEL) {
      const multiple = prime * factor;
      strokes[8 * i + WHEEL.indexOf(multiple % 30)] = multiple / 30;
    }
  });
  return strokes;
}

/** How many primes there are in a range. */
export function wheelSieve({ from, to }: Range): number {
  // Whole bytes; the first one is left out, as it holds 1 and the primes that make the wheel.
  const first = Math.max(1, Math.ceil(from / 30));
  const end = Math.floor((to + 1) / 30);
  if (first >= end) return everyDivisor({ from, to });
  const known = primesUpTo(Math.floor(Math.sqrt(to)));
  const primes = Int32Array.from(known.filter((prime) => prime > 17));
  // The strokes of a prime may reach out of a segment, by as many bytes as the prime is large.
  const margin = 4 * Math.ceil((primes.at(-1) ?? 0) / 4);
  const segment = Math.min(SEGMENT, 4 * Math.ceil((end - first) / 4));
  const bytes = new Uint8Array(margin + segment + margin);
  const words = new Int32Array(bytes.buffer, margin, segment / 4);
  const next = primes.map((prime) => margin - (first % prime));
  const strikers = { primes, strokes: strokesOf(primes), next, margin };
  let count = everyDivisor({ from, to: 30 * first - 1 }) + everyDivisor({ from: 30 * end, to });
  for (let at = first; at < end; at += segment) {
    const length = Math.min(segment, end - at);
    bytes.set(stamp.subarray(at % PERIOD, (at % PERIOD) + length), margin);
    strikeOut(bytes, strikers, length);
    bytes.fill(0, margin + length);
    count += ones(words);
  }
  // These have struck out themselves, too.
  return count + known.filter((prime) => prime >= 30 * first && prime < 30 * end).length;
}

type Strikers = Record<"primes" | "strokes" | "next", Int32Array> & { margin: number };

/** Strikes the multiples of all primes in a segment, and leaves `next` for the segment after it. */
function strikeOut(bytes: Uint8Array, strikers: Strikers, length: number): void {
  const { primes, strokes, next, margin } = strikers;
  const end = margin + length;
  for (let i = 0, o = 0; i < primes.length; i++, o += 8) {
    const prime = primes[i]!;
    // By bit, not by multiple: so each mask is a constant, and each place stays in a register.
    const [a, b, c, d] = [strokes[o]!, strokes[o + 1]!, strokes[o + 2]!, strokes[o + 3]!];
    const [e, f, g, h] = [strokes[o + 4]!, strokes[o + 5]!, strokes[o + 6]!, strokes[o + 7]!];
    let at = next[i]!;
    for (; at < end; at += prime) {
      bytes[at + a]! &= 0b11111110;
      bytes[at + b]! &= 0b11111101;
      bytes[at + c]! &= 0b11111011;
      bytes[at + d]! &= 0b11110111;
      bytes[at + e]! &= 0b11101111;
      bytes[at + f]! &= 0b11011111;
      bytes[at + g]! &= 0b10111111;
      bytes[at + h]! &= 0b01111111;
    }
    // The last stretch reached over the end: it begins again before the next segment.
    next[i] = at - prime - length;
  }
}

/** How many bits are 1: counted in pairs, then in fours, then in bytes, of 32 bits at once. */
function ones(words: Int32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    let bits = words[i]!;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
