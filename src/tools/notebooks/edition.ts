import type { Cell, Notebook } from "./notebook.js";
import { type Block, blocks } from "./source.js";

/** With blanks to fill in, or with the answers. */
export type Edition = "student" | "complete";

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

/**
 * Makes a notebook of its source: Markdown with ```typescript cells. Cell ids are those of the
 * source (`id="…"` behind ```typescript), or made of the nearest heading.
 * @param name what errors call the source
 * @throws {SyntaxError} with name and line: a fence or a solution that is not closed, a solution
 * outside a function, an unreadable attribute, an id that is not valid or there twice
 */
export function makeEdition(source: string, edition: Edition, name: string): Notebook {
  const nextId = idMaker(name);
  const cells = blocks(source, name).map((block): Cell => {
    const { id: _, ...cellMetadata } = block.attributes;
    const common = { id: nextId(block), metadata: cellMetadata };
    if (block.kind === "markdown") {
      return { cell_type: "markdown", ...common, source: block.lines.join("\n") };
    }
    const lines = resolveSolutions(block, edition, name);
    const code = { source: lines.join("\n"), execution_count: null, outputs: [] };
    return { cell_type: "code", ...common, ...code };
  });
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/** Gives every block its id: the one from the source, or heading, kind and a running number. */
function idMaker(name: string): (block: Block) => string {
  const taken = new Set<string>();
  return (block) => {
    const id = block.attributes.id ?? freeId(block, taken);
    const where = `${name}:${block.firstLine}`;
    if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
      throw new SyntaxError(`${where}: an id must be 1 to 64 letters, digits, - or _: ${id}`);
    }
    if (taken.has(id)) throw new SyntaxError(`${where}: the id "${id}" is there twice`);
    taken.add(id);
    return id;
  };
}

function freeId(block: Block, taken: ReadonlySet<string>): string {
  const stem = `${slug(block.heading) || "section"}-${block.kind === "code" ? "code" : "text"}`;
  let id = stem;
  for (let n = 2; taken.has(id); n++) id = `${stem}-${n}`;
  return id;
}

/** Takes the answers out, or only the marks around them. */
function resolveSolutions(block: Block, edition: Edition, name: string): string[] {
  const out: string[] = [];
  let openedAt: number | undefined;
  block.lines.forEach((line, index) => {
    const at = block.firstLine + index;
    const [, indent = "", mark] = /^(\s*)\/\/ (BEGIN|END) SOLUTION\s*$/.exec(line) ?? [];
    if (mark === undefined) {
      if (openedAt === undefined || edition === "complete") out.push(line);
      return;
    }
    if ((mark === "BEGIN") !== (openedAt === undefined)) {
      throw new SyntaxError(`${name}:${at}: ${mark} SOLUTION has no partner`);
    }
    if (indent === "") {
      throw new SyntaxError(`${name}:${at}: a solution must be (part of) the body of a function`);
    }
    openedAt = mark === "BEGIN" ? at : undefined;
    if (mark === "BEGIN" && edition === "student") {
      out.push(`${indent}throw new Error(${JSON.stringify(NOT_WRITTEN)});`);
    }
  });
  if (openedAt !== undefined) {
    throw new SyntaxError(`${name}:${openedAt}: BEGIN SOLUTION has no partner`);
  }
  return out;
}

/** A heading as an id's stem: ASCII letters and digits, at most 40; empty where it has none. */
function slug(heading: string): string {
  const plain = heading.normalize("NFKD").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
}
