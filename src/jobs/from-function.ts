import { type Program, parse } from "acorn";
import { analyze } from "eslint-scope";
import { must, mustHold } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";

/** What `fromFunction` can be told. */
export interface FromFunctionOptions {
  /** One input per part: plain data, given to the function as its first argument. */
  parts: readonly unknown[];
  /** Makes the answer of the parts' values, in the parts' order. Default: the list of values. */
  merge?: (values: unknown[]) => unknown;
  /** What figures call the job. Default: the function's name. */
  label?: string;
  /** How big the job is. Default: the number of parts. */
  size?: number;
}

/**
 * Makes a job of a function that is typed in a cell: its text becomes a module that every thread
 * and process can import. So it must be whole in itself: it may use its arguments, its own names,
 * Node's globals and `await import("node:…")`, and nothing of the cells around it.
 *
 * @throws {TypeError} if it is no function of that kind, or uses a name from outside itself.
 * @throws {RangeError} if there are no parts.
 */
export function fromFunction(
  fn: (input: never) => unknown,
  { parts, merge = (values) => values, label, size }: FromFunctionOptions,
): Job {
  must(typeof fn === "function", ACTION, "it must be a function", fn);
  checkParts(ACTION, parts, merge);
  const text = String(fn);
  const name = canName(fn.name) ? fn.name : OTHERWISE;
  const outside = namesFromOutside(parsed(text, name), `(${text})`, name);
  if (outside.length > 0) throw new TypeError(shared(name, outside));
  return {
    label: label ?? name,
    size: size ?? parts.length,
    module: `data:text/javascript,${encodeURIComponent(moduleOf(text, name))}`,
    name: "run",
    parts,
    merge,
  };
}

const ACTION = "Cannot make a job of the function";
/** What a function is called in its module if it has no name that can stand there. */
const OTHERWISE = "yourFunction";
/** How texts are parsed here. */
export const SYNTAX = { ecmaVersion: "latest", sourceType: "module", ranges: true } as const;

/**
 * Checks what a job of the reader's own is cut into, and how it is put together again.
 *
 * @throws {TypeError | RangeError} that says what is wrong.
 */
export function checkParts(action: string, parts: readonly unknown[], merge: unknown): void {
  mustHold(parts, action, "'parts' must be an array of one input or more");
  must(isPlain(parts), action, "'parts' must be plain data, which can be copied", parts);
  must(typeof merge === "function", action, "'merge' must be a function", merge);
}

function isPlain(parts: readonly unknown[]): boolean {
  try {
    structuredClone(parts);
    return true;
  } catch {
    return false;
  }
}

/** Whether a module can call a function so: not `default`, as a method may be called, or `my job`. */
function canName(name: string): boolean {
  return canParse(moduleOf("0", name));
}

/** The text as a module. A cell's compiler writes `exports.f` for f and `require` for `import()`. */
function moduleOf(text: string, name: string): string {
  // Named like a global that it calls, it would call itself.
  const inside = name in globalThis ? OTHERWISE : name;
  return [
    'import { createRequire } from "node:module";',
    'const require = createRequire(process.cwd() + "/");',
    "const __importStar = (all) => (all.__esModule ? all : { ...all, default: all });",
    `const ${inside} = (${text});`,
    `const exports = { ${name}: ${inside} };`,
    `export { ${inside} as run };`,
    // Keeps the whole data: URL out of stack traces.
    "//# sourceURL=yourFunction.js",
  ].join("\n");
}

function parsed(text: string, name: string): Program {
  let why = "it is a method, and its text does not stand alone";
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    why = "it is built in or bound, and its text cannot be read";
  } else if (/^class\b/.test(text)) {
    why = "it is a class, and an object of it must be made inside a function";
  } else if (canParse(`(${text})`)) {
    return parse(`(${text})`, SYNTAX);
  }
  const instead = "write it as function name(input) { … } or as (input) => …";
  throw new TypeError(`${ACTION} '${name}' as ${why}: ${instead}`);
}

function canParse(text: string): boolean {
  try {
    parse(text, SYNTAX);
    return true;
  } catch {
    return false;
  }
}

/** The names that a function uses and does not define, and that are no globals of Node. */
export function namesFromOutside(program: Program, text: string, own: string): string[] {
  const { globalScope } = analyze(program as never, { ecmaVersion: 2022, sourceType: "module" });
  const names = (globalScope?.through ?? []).map(({ identifier: { name, range } }) => {
    const [, member] = /^\.([\p{ID_Continue}$]+)/u.exec(text.slice(range![1])) ?? [];
    return nameInCell(name, member);
  });
  const globals = Object.getOwnPropertyNames(globalThis);
  const known = new Set([own, "require", "__importStar", ...globals]);
  return [...new Set(names)].filter((name) => !known.has(name));
}

/** An earlier cell's name reads `exports.name` in the text, an imported one `some_module_1.name`. */
function nameInCell(name: string, member: string | undefined): string {
  const module = /^(.+)_\d+$/.exec(name)?.[1];
  if (member === undefined || (name !== "exports" && module === undefined)) return name;
  return member === "default" && module !== undefined ? module : member;
}

function shared(name: string, outside: readonly string[]): string {
  const list = outside.map((it) => `'${it}'`).join(", ");
  return (
    `${ACTION} '${name}' as it uses ${list} from outside itself. A worker is given the text of ` +
    "the function and shares no variable with this notebook: move what it needs into the " +
    "function, pass it in 'parts', or load it inside with await import(\"node:…\")"
  );
}
