// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import type { Every } from "#dist/experiments/schedules/every.js";
import type { Step, Steps } from "#dist/experiments/schedules/step.js";

/** A thread of a test: what its steps give it are numbers. */
// biome-ignore lint/suspicious/noConfusingVoidType: most threads return nothing
export type Body = Generator<Step, number | string | boolean | void, number>;

export function* add({ load, store }: Steps): Body {
  const old = yield load("x");
  yield store("x", old + 1);
}

export function* left({ load, store }: Steps): Body {
  yield store("x", 1);
  return yield load("y");
}

export function* right({ load, store }: Steps): Body {
  yield store("y", 1);
  return yield load("x");
}

export function* atomicLeft({ Atomics }: Steps): Body {
  yield Atomics.store("x", 1);
  return yield Atomics.load("y");
}

export function* atomicRight({ Atomics }: Steps): Body {
  yield Atomics.store("y", 1);
  return yield Atomics.load("x");
}

export function* there({ lock, unlock }: Steps): Body {
  yield lock("a");
  yield lock("b");
  yield unlock("b");
  yield unlock("a");
}

export function* back({ lock, unlock }: Steps): Body {
  yield lock("b");
  yield lock("a");
  yield unlock("a");
  yield unlock("b");
}

/** In how many schedules it ends so, as "1: 4 of 6". */
export function counts(every: Every, what: (end: Every["outcomes"][number]) => unknown): string[] {
  const sums = new Map<string, number>();
  for (const it of every.outcomes) {
    const key = String(what(it));
    sums.set(key, (sums.get(key) ?? 0) + it.schedules);
  }
  return [...sums].map(([key, sum]) => `${key}: ${sum} of ${every.schedules}`).sort();
}
