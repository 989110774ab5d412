import { createRequire } from "node:module";
import type * as Compiler from "@tslab/typescript-for-tslab";
import { type Cell, whole } from "#dist/tools/notebooks/notebook.js";

/** The compiler inside the kernel: the one that reads the cells. */
const ts = createRequire(import.meta.resolve("tslab"))(
  "@tslab/typescript-for-tslab",
) as typeof Compiler;

/** The text of the code cells that are not empty. */
export function codeOf(cells: readonly Cell[]): { id: string; code: string }[] {
  const code = cells.filter((cell) => cell.cell_type === "code");
  return code
    .map((cell) => ({ id: cell.id, code: whole(cell.source) }))
    .filter(({ code }) => code.trim());
}

/**
 * Shorthand properties that fail at run time, as `cell: name`: in `({ width })` the kernel does not
 * find a `width` of an earlier cell.
 */
export function lostShorthands(cells: readonly { id: string; code: string }[]): string[] {
  const earlier = new Set<string>();
  return cells.flatMap(({ id, code }) => {
    const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022, true);
    const own = new Set<string>();
    const shorthands: string[] = [];
    const visit = (node: Compiler.Node): void => {
      if (ts.isShorthandPropertyAssignment(node)) shorthands.push(node.name.text);
      const name = (node as { name?: Compiler.Node }).name;
      const declares =
        ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
      const imports =
        ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node);
      const defines = ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
      if ((declares || imports || defines) && name && ts.isIdentifier(name)) own.add(name.text);
      node.forEachChild(visit);
    };
    visit(file);
    const lost = shorthands.filter((name) => earlier.has(name) && !own.has(name));
    for (const name of own) earlier.add(name);
    return lost.map((name) => `${id}: ${name}`);
  });
}
