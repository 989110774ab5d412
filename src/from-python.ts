import { current } from "./door.js";
import type { Job } from "./job.js";

/** What `fromPython` can be told. */
export interface FromPythonOptions {
  /** One input per part: plain data, given to the function as its only argument. */
  parts: readonly unknown[];
  /** Makes the answer of the parts' values, in the parts' order. Default: the list of values. */
  merge?: (values: unknown[]) => unknown;
  /** How big the job is. Default: the number of parts. */
  size?: number;
}

const ACTION = "Cannot make a job of the Python program";

/**
 * Makes a job of a Python program that is typed in a cell, for the ways of `python`: a part is one
 * call of the last function that the program defines at its top level.
 *
 * @throws {TypeError} if it is no text, defines no function, or `parts` is no array.
 * @throws {RangeError} if there are no parts.
 */
export function fromPython(
  program: string,
  { parts, merge = (values) => values, size }: FromPythonOptions,
): Job {
  if (typeof program !== "string") {
    throw new TypeError(`${ACTION} as it must be a text: ${current(program)}`);
  }
  const name = [...program.matchAll(/^def ([A-Za-z_]\w*)/gm)].at(-1)?.[1];
  if (name === undefined) {
    throw new TypeError(`${ACTION} as it must define a function: write def name(input): … in it`);
  }
  if (!Array.isArray(parts)) {
    throw new TypeError(`${ACTION} as 'parts' must be an array of inputs: ${current(parts)}`);
  }
  if (parts.length === 0) throw new RangeError(`${ACTION} as 'parts' must not be empty: []`);
  return {
    label: name,
    size: size ?? parts.length,
    module: dataUrl(
      "javascript",
      `export const ${name} = () => { throw new Error("${ELSEWHERE}") }`,
    ),
    name,
    parts,
    merge,
    python: dataUrl("x-python", program),
  };
}

const ELSEWHERE = "this is a Python program: run it with python.single() or another way of python";

function dataUrl(type: string, text: string): string {
  return `data:text/${type},${encodeURIComponent(text)}`;
}
