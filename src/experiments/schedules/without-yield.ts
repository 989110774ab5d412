import { type Node, parse } from "acorn";
import { namesFromOutside, SYNTAX } from "../../jobs/from-function.js";
import { must } from "../../lab/arguments.js";
import type { Thread } from "./step.js";

const ACTION = "Cannot run the threads for real";

/**
 * The text of a `function*` as that of a plain function: `yield load("x")` becomes `load("x")`.
 *
 * @throws {TypeError} if it is not a generator, or uses a name from outside itself.
 */
export function withoutYield(thread: Thread): string {
  const rule = "each must be a function* that yields its steps";
  must(thread.constructor.name === "GeneratorFunction", ACTION, rule, thread);
  const text = `(${thread})`;
  const program = parsed(text, thread.name);
  const outside = namesFromOutside(program, thread.name);
  if (outside.length > 0) {
    throw new TypeError(
      `${ACTION} as '${thread.name}' uses ${outside.map((it) => `'${it}'`).join(", ")} from ` +
        "outside itself, and a real thread is given only its text: move it into the function",
    );
  }
  // From the end, so that the places before a cut stay right.
  const cuts = cutsIn(program, text).sort((a, b) => b.from - a.from);
  return cuts.reduce((it, { from, to }) => it.slice(0, from) + it.slice(to), text);
}

function parsed(text: string, name: string) {
  try {
    return parse(text, SYNTAX);
  } catch {
    const instead = `write it as function* ${name}({ load, store }) { … }`;
    throw new TypeError(`${ACTION} as '${name}' is a method without a text of its own: ${instead}`);
  }
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

/** Where `yield` and the star of `function*` stand. */
function cutsIn(node: unknown, text: string): Cut[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, start = 0, generator } = node as Partial<Node & { generator: boolean }>;
  const word = /^yield\s*\*?\s*/.exec(text.slice(start))?.[0];
  const head = /^function\s*\*/.exec(text.slice(start))?.[0];
  const below = Object.values(node).flatMap((child) => cutsIn(child, text));
  if (type === "YieldExpression" && word) below.push({ from: start, to: start + word.length });
  if (generator && head) below.push({ from: start + head.length - 1, to: start + head.length });
  return below;
}
