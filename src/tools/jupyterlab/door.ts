import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cell, whole } from "../notebooks/notebook.js";

/** `a`, `c` and `d` of `export * as a …`, `export { b as c, d } …`. */
const OFFERS = [/^export (?:type )?(?:\* as |\{)([^}]+?)\}? from/gm, /([\w$]+)\s*$/] as const;
/** `a` and `b` of `import { a, b as c } from "../dist/index.js"`. */
const IMPORTS = [
  /\bimport (?:type )?\{([^}]*)\} from ["'][^"']*dist(?:\/index(?:\.js)?)?["']/g,
  /^\s*(?:type\s+)?([\w$]+)/,
] as const;

/**
 * Names that a notebook imports from the lab and that the lab no longer has. Its first cell fails
 * if there are any.
 */
export function goneNames(root: string, cells: readonly Pick<Cell, "source">[]): string[] {
  const door = join(root, "dist", "index.d.ts");
  if (!existsSync(door)) return [];
  const offered = namesIn(readFileSync(door, "utf8"), OFFERS);
  const imported = cells.flatMap(({ source }) => namesIn(whole(source), IMPORTS));
  return [...new Set(imported)].filter((name) => !offered.includes(name));
}

function namesIn(text: string, [lists, name]: readonly [RegExp, RegExp]): string[] {
  const items = [...text.matchAll(lists)].flatMap(([, list = ""]) => list.split(","));
  return items.flatMap((item) => name.exec(item)?.[1] ?? []);
}
