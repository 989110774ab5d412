import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Cell, Notebook } from "./notebook.js";
import { type Block, blocks } from "./source.js";

/**
 * The reader's own with blanks to fill in; the complete one with the answers; the one that is
 * committed, to be read: blanks too, but predicted by an example of a reader, and all text open.
 */
export type Edition = "student" | "complete" | "committed";

/** What a blank says when a check calls it. */
export const NOT_WRITTEN = "Not written yet: replace this line by your answer";

const metadata = {
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: {
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    version: "3.7.2",
  },
};

/** Names of the course's notebooks, in order, such as `01-four-ways`. */
export function notebookNames(root: string): string[] {
  const files = readdirSync(join(root, "notebooks", "source"));
  const notebooks = files.filter((file) => /^\d\d-.*\.md$/.test(file));
  return notebooks.map((file) => basename(file, ".md")).sort();
}

/** A notebook of the course, made from its source in this edition. */
export function editionOf(root: string, name: string, edition: Edition): Notebook {
  const path = `notebooks/source/${name}.md`;
  return makeEdition(readFileSync(join(root, path), "utf8"), edition, path);
}

/**
 * Makes a notebook of its source: Markdown with ```typescript cells. Cell ids are those of the
 * source (`id="…"` behind ```typescript), or made of the nearest heading.
 * @param name of the source, for error messages
 * @throws {SyntaxError} with name and line: a fence or a solution that is not closed, a solution
 * outside a function, an unreadable attribute, an id that is not valid or there twice
 */
export function makeEdition(source: string, edition: Edition, name: string): Notebook {
  const nextId = idMaker(name);
  const cells = blocks(source, name).map((block): Cell => {
    const { id: _, ...cellMetadata } = block.attributes;
    const common = { id: nextId(block), metadata: cellMetadata };
    if (block.kind === "markdown") {
      return { cell_type: "markdown", ...common, source: prose(block.text, edition) };
    }
    const code = resolveExample(resolveSolutions(block, edition, name), edition);
    return { cell_type: "code", ...common, source: code, execution_count: null, outputs: [] };
  });
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** What stands below a vote is closed for who will vote, and open for who only reads. */
function prose(text: string, edition: Edition): string {
  return edition === "committed" ? text.replaceAll("<details><summary>After", OPEN) : text;
}

const OPEN = "<details open><summary>After";

/** The lines after `// EXAMPLE` are the cell of the committed edition, and are in no other. */
function resolveExample(text: string, edition: Edition): string {
  const example = Array.from(text.matchAll(/^\/\/ EXAMPLE (.*)$/gm), ([, line]) => line);
  if (edition === "committed" && example.length > 0) return example.join("\n");
  return text.replace(/(^|\n)\/\/ EXAMPLE .*/g, "");
}

/** Gives every block its id: the one from the source, or heading, kind and a running number. */
function idMaker(name: string): (block: Block) => string {
  const taken = new Set<string>();
  return ({ attributes, heading, kind, firstLine }) => {
    const stem = `${slug(heading) || "section"}-${kind === "code" ? "code" : "text"}`;
    let id = attributes.id ?? stem;
    for (let n = 2; attributes.id === undefined && taken.has(`${id}`); n++) id = `${stem}-${n}`;
    const where = `${name}:${firstLine}`;
    if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
      throw new SyntaxError(`${where}: an id must be 1 to 64 letters, digits, - or _: ${id}`);
    }
    if (taken.has(id)) throw new SyntaxError(`${where}: the id "${id}" is there twice`);
    taken.add(id);
    return id;
  };
}

/** An answer with its marks, which are deeper than a function's first line. */
const SOLUTION = /^( +)\/\/ BEGIN SOLUTION\n([\s\S]*?)^ +\/\/ END SOLUTION\n/gm;

/** Takes the answers out, or only the marks around them. */
function resolveSolutions({ text, firstLine }: Block, edition: Edition, name: string): string {
  const lines = text.replace(SOLUTION, "\n$2\n").split("\n");
  const lost = lines.findIndex((line) => /\/\/ (BEGIN|END) SOLUTION/.test(line));
  if (lost >= 0) {
    const rule = "a solution must begin and end in the body of a function";
    throw new SyntaxError(`${name}:${firstLine + lost}: ${rule}`);
  }
  const blank = `$1throw new Error(${JSON.stringify(NOT_WRITTEN)});\n`;
  return text.replace(SOLUTION, edition === "complete" ? "$2" : blank);
}

/** A heading as an id's stem: ASCII letters and digits, at most 40; empty where it has none. */
function slug(heading: string): string {
  const plain = heading.normalize("NFKD").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
}
