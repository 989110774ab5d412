/** How numbers become text in titles, tables and verdicts. */

/** A factor: 1.93 is "1.9", 31.4 is "31", 0.042 is "0.04". */
export function times(factor: number): string {
  if (factor >= 9.95) return count(factor);
  return factor.toFixed(factor < 0.095 ? 2 : 1);
}

/** Several factors: "1.9", or "1.8–1.9" if they differ. */
export function span(factors: readonly number[]): string {
  return [...new Set([Math.min(...factors), Math.max(...factors)].map(times))].join("–");
}

/** Milliseconds with two digits or more: 268.4 is "268 ms", 2.684 is "2.7 ms". */
export function ms(duration: number): string {
  return `${duration >= 9.95 ? count(duration) : duration.toPrecision(2)} ms`;
}

/** A time with two digits and the unit that fits: "2.3 ns", "190 µs", "77 ms". */
export function duration(ns: number): string {
  const power = Math.max(0, Math.min(3, Math.floor(Math.log10(round(ns, 2)) / 3)));
  return `${round(ns / 1000 ** power, 2)} ${UNITS[power]}`;
}

/** Every third power of ten from a nanosecond on has a name. */
export const UNITS = ["ns", "µs", "ms", "s"] as const;

/** A whole number as people write it: "10,000,000". */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Bytes: 65,536 is "64 KB". 1 KB is 1,024 bytes, 1 MB is 1,024 KB, 1 GB is 1,024 MB. */
export function bytes(count: number): string {
  const power = Math.max(0, Math.min(3, Math.floor(Math.log2(count) / 10)));
  return `${round(count / 1024 ** power)} ${["B", "KB", "MB", "GB"][power]}`;
}

/** "1 part", "1,000 parts". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** "the only part", "all 1,000 parts". */
export function allOf(value: number, noun: string): string {
  return value === 1 ? `the only ${noun}` : `all ${counted(value, noun)}`;
}

/** A number cut to `digits` digits: three in a table, more for a mark. */
export function round(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

/** Smallest and largest of a sample: "250–1,300"; "–" if it is empty. */
export function bounds(sample: readonly number[]): string {
  const digits = { maximumSignificantDigits: 3 };
  const ends = [Math.min(...sample), Math.max(...sample)].map((end) =>
    end.toLocaleString("en-US", digits),
  );
  return sample.length > 0 ? [...new Set(ends)].join("–") : "–";
}

/** "a", "a and b", "a, b and c". */
export function list(names: readonly string[], and = "and"): string {
  return [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(` ${and} `);
}

/** "1.9 with a and b; 1.0 with c": largest first; values within a tenth stand together. */
export function ranking(
  items: readonly { name: string; value: number }[],
  say: (values: readonly number[]) => string,
): string {
  const like: { name: string; value: number }[][] = [];
  for (const item of items.toSorted((a, b) => b.value - a.value)) {
    const near = like.find(([first]) => first!.value < item.value * 1.1);
    if (near) near.push(item);
    else like.push([item]);
  }
  return like
    .map((some) => `${say(some.map((it) => it.value))} with ${list(some.map((it) => it.name))}`)
    .join("; ");
}

/** Threads have letters: 0 is "A". */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}
