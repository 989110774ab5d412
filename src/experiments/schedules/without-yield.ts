import { type Program, parse } from "acorn";
import { full } from "acorn-walk";
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
  const outside = namesFromOutside(program, text, thread.name);
  if (outside.length > 0) {
    throw new TypeError(
      `${ACTION} as '${thread.name}' uses ${outside.map((it) => `'${it}'`).join(", ")} from ` +
        "outside itself, and a real thread is given only its text: move it into the function",
    );
  }
  // Spaces take their place, so that all else stays where it is.
  let plain = text;
  full(program, ({ type, start }) => {
    const found = type === "YieldExpression" ? /^yield\s*\*?/ : /^function\s*\*/;
    const blank = (cut: string) => cut.replace(/yield|\*/g, ({ length }) => " ".repeat(length));
    plain = plain.slice(0, start) + plain.slice(start).replace(found, blank);
  });
  return plain;
}

function parsed(text: string, name: string): Program {
  try {
    return parse(text, SYNTAX);
  } catch {
    const instead = `write it as function* ${name}({ load, store }) { … }`;
    throw new TypeError(`${ACTION} as '${name}' is a method without a text of its own: ${instead}`);
  }
}
