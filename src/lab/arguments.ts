import { inspect } from "node:util";

/**
 * Throws a `TypeError` unless `holds`: `action` starts the message, as in `"Cannot open the way"`,
 * `rule` says what must be so, and `value` is what was given instead.
 */
export function must(holds: boolean, action: string, rule: string, value: unknown): asserts holds {
  if (!holds) throw new TypeError(`${action} as ${rule}: ${current(value)}`);
}

/** Throws unless `list` holds something: a `TypeError` for no list, a `RangeError` for an empty one. */
export function mustHold(list: unknown, action: string, rule: string): void {
  must(Array.isArray(list), action, rule, list);
  if (list.length === 0) throw new RangeError(`${action} as ${rule}: ${current(list)}`);
}

/**
 * Throws unless `value` is a whole number from `least` to `most`: a `TypeError` for another kind
 * of value, a `RangeError` for a number that is out of range.
 */
export function mustBeInteger(
  action: string,
  name: string,
  value: unknown,
  { least = 1, most = Number.MAX_SAFE_INTEGER }: { least?: number; most?: number } = {},
): asserts value is number {
  const wrong = typeof value !== "number" ? TypeError : RangeError;
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return;
  const rule = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  throw new wrong(`${action} as '${name}' must be an integer ${rule}: ${current(value)}`);
}

/** Throws a `RangeError` unless `value` is one of `all`. */
export function mustBeOneOf(
  action: string,
  name: string,
  value: unknown,
  all: readonly string[],
): void {
  if (all.includes(value as string)) return;
  throw new RangeError(
    `${action} as '${name}' must be one of ${all.join(", ")}: ${current(value)}`,
  );
}

/** The end of every message about a wrong value: `current value is …`, short and on one line. */
export function current(value: unknown): string {
  return `current value is ${shown(value, 80)}`;
}

/** A value on one line, cut to `most` characters. */
export function shown(value: unknown, most: number): string {
  return cut(inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY }), most);
}

/** A text, cut to `most` characters. */
export function cut(text: unknown, most: number): string {
  const all = String(text);
  return all.length > most ? `${all.slice(0, most)}…` : all;
}
