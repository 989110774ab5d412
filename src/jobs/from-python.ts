import { isDeepStrictEqual } from "node:util";
import { must } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { checkParts, type FromFunctionOptions } from "./from-function.js";

/** What `fromPython` can be told: the label is the function's name, as in its program. */
export type FromPythonOptions = Omit<FromFunctionOptions, "label">;

const ACTION = "Cannot make a job of the Python program";

/**
 * Makes a job of a Python program that is typed in a cell, for the ways of `python`: a part is one
 * call of the last function that the program defines at its top level.
 *
 * The parts travel as JSON.
 *
 * @throws {TypeError} if it is no text, defines no function, or an option is wrong.
 * @throws {RangeError} if there are no parts.
 */
export function fromPython(
  program: string,
  { parts, merge = (values) => values, size }: FromPythonOptions,
): Job {
  must(typeof program === "string", ACTION, "it must be a text", program);
  const defined = program.matchAll(/^def ([\p{XID_Start}_]\p{XID_Continue}*)/gmu);
  // Python reads a name in this form, whichever it is typed in.
  const name = [...defined].at(-1)?.[1]?.normalize("NFKC");
  const rule = "it must define a function: write def name(input): … in it";
  must(name !== undefined, ACTION, rule, program);
  checkParts(ACTION, parts, merge);
  must(isPlain(parts), ACTION, "'parts' must be what JSON can hold (no NaN, no Map)", parts);
  return {
    label: name,
    size: size ?? parts.length,
    // A name like `new` may be exported, but not defined.
    module: dataUrl("javascript", `${ELSEWHERE}\nexport { run as ${name} };`),
    name,
    parts,
    merge,
    python: dataUrl("x-python", program),
  };
}

const ELSEWHERE = `const run = () => {
  throw new Error("this is a Python program: run it with python.single() or another way of python");
};`;

/** Whether they arrive in Python as they are: JSON would change some things without a word. */
function isPlain(parts: readonly unknown[]): boolean {
  const inputs = parts.map((input) => input ?? null);
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(inputs)), inputs);
  } catch {
    return false; // what JSON refuses: a BigInt, a circle
  }
}

function dataUrl(type: string, text: string): string {
  return `data:text/${type},${encodeURIComponent(text)}`;
}
