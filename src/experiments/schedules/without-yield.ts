import { type Program, parse } from "acorn";
import { namesFromOutside, nodesOf, SYNTAX } from "../../jobs/from-function.js";
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

/** Where `yield` and the star of `function*` stand. */
function cutsIn(program: Program, text: string) {
  return [...nodesOf(program)].flatMap(({ start, ...node }) => {
    const isGenerator = "generator" in node && node.generator === true;
    const star = isGenerator ? /(?<=^function\s*)\*/ : null;
    const cut = node.type === "YieldExpression" ? /^yield\s*\*?\s*/ : star;
    const found = cut?.exec(text.slice(start));
    if (!found) return [];
    const from = start + found.index;
    return [{ from, to: from + found[0].length }];
  });
}
