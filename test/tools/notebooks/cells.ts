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

/** A cell's code as JavaScript, without its types. */
export function javaScriptOf(code: string): string {
  const { ESNext } = ts.ModuleKind;
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ESNext };
  return ts.transpileModule(code, { compilerOptions }).outputText;
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

/**
 * The cells of the student's edition that a blank touches: those that differ from the edition with
 * the answers, and every later one that uses a name which such a cell declares.
 */
export function touchedByBlanks(complete: readonly Cell[], student: readonly Cell[]): Cell[] {
  const answers = new Map(complete.map(({ id, source }) => [id, whole(source)]));
  const touched = new Set<string>();
  return student.filter((cell) => {
    if (cell.cell_type !== "code") return false;
    const file = ts.createSourceFile("cell.ts", whole(cell.source), ts.ScriptTarget.ES2022, true);
    const is = answers.get(cell.id) !== whole(cell.source) || uses(file, touched);
    if (is) for (const name of declared(file)) touched.add(name);
    return is;
  });
}

/** The names that a cell declares for those after it. */
function declared(file: Compiler.SourceFile): string[] {
  const named = (name: Compiler.BindingName | undefined): string[] => {
    if (name === undefined) return [];
    if (ts.isIdentifier(name)) return [name.text];
    return name.elements.flatMap((it) => (ts.isBindingElement(it) ? named(it.name) : []));
  };
  return file.statements.flatMap((it) => {
    if (ts.isVariableStatement(it)) {
      return it.declarationList.declarations.flatMap(({ name }) => named(name));
    }
    return ts.isFunctionDeclaration(it) || ts.isClassDeclaration(it) ? named(it.name) : [];
  });
}

function uses(file: Compiler.SourceFile, names: ReadonlySet<string>): boolean {
  const search = (node: Compiler.Node): boolean =>
    (ts.isIdentifier(node) && names.has(node.text)) || node.forEachChild(search) === true;
  return search(file);
}
