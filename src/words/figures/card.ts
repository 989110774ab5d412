/** The words of `plot.card`. */
import type { Price } from "../../experiments/card/card.js";
import { count, duration, round } from "../numbers.js";

export const key = [
  "time of one, each grid line ten times as long",
  "dot: median · line: eight of ten samples",
];

/** How far the ends lie apart. */
export function title(sorted: readonly Price[]): string {
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  if (first === last) return price(first);
  const factor = count(round(last.ns / first.ns, 1));
  const [from, to] = [first, last].map(({ what, ns }) => `${duration(ns)} (${what})`);
  return `From ${from} to ${to}: ${factor} times as long`;
}

export function price({ what, ns }: Price): string {
  return `${what}: ${duration(ns)}`;
}

export function alt(sorted: readonly Price[]): string {
  return `${title(sorted)}. ${sorted.map(price).join("; ")}.`;
}

export function row({ what, kind, ns, lowNs, highNs, samples }: Price) {
  return {
    what,
    "is about": kind,
    "median (ns)": round(ns),
    "eight of ten (ns)": `${count(lowNs)}–${count(highNs)}`,
    samples,
  };
}
