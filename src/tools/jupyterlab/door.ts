import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Cell, whole } from "../notebooks/notebook.js";

/**
 * Names that a notebook imports from the lab and that the lab no longer has. Its first cell fails
 * if there are any.
 */
export function goneNames(root: string, cells: readonly Pick<Cell, "source">[]): string[] {
  const door = join(root, "dist", "index.d.ts");
  if (!existsSync(door)) return [];
  const offered = new Set(exportedNames(readFileSync(door, "utf8")));
  const imported = cells.flatMap(({ source }) => importedNames(whole(source)));
  return [...new Set(imported)].filter((name) => !offered.has(name));
}

/** `a` and `c` of `export * as a …`, `export { b as c } …`. */
function exportedNames(text: string): string[] {
  const found = text.matchAll(/^export (?:type )?(?:\* as (\w+)|\{([^}]*)\})/gm);
  return [...found].flatMap(([, noun, list = ""]) => (noun ? [noun] : names(list, /([\w$]+)\s*$/)));
}

/** `a` and `b` of `import { a, b as c } from "../dist/index.js"`. */
function importedNames(text: string): string[] {
  const found = text.matchAll(
    /\bimport (?:type )?\{([^}]*)\} from ["'][^"']*dist(?:\/index(?:\.js)?)?["']/g,
  );
  return [...found].flatMap(([, list = ""]) => names(list, /^\s*(?:type\s+)?([\w$]+)/));
}

function names(list: string, name: RegExp): string[] {
  return list.split(",").flatMap((item) => name.exec(item)?.[1] ?? []);
}
