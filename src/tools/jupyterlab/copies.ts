import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { makeEdition } from "../notebooks/edition.js";
import { notebookText } from "../notebooks/notebook.js";

/** Names of the course's notebooks, in order, such as `01-four-ways`. */
export function notebookNames(root: string): string[] {
  const files = readdirSync(join(root, "notebooks", "source")).filter((file) =>
    /^\d\d-.*\.md$/.test(file),
  );
  return files.map((file) => basename(file, ".md")).sort();
}

/** The text of a notebook's source, and what errors call it. */
export function readSource(root: string, name: string): readonly [text: string, path: string] {
  const path = `notebooks/source/${name}.md`;
  return [readFileSync(join(root, path), "utf8"), path];
}

/** What happened to the reader's copies: names of files. */
export interface Copies {
  /** Made or brought up to date. */
  readonly written: readonly string[];
  /** Edited by the reader, and left alone, though there is a new edition. */
  readonly kept: readonly string[];
}

/**
 * Makes the reader's own copies, notebooks without outputs, in `my-notebooks`. One that the reader
 * has not edited is brought up to date; one with edits is never written to.
 */
export function makeCopies(root: string): Copies {
  const folder = join(root, "my-notebooks");
  const memory = join(folder, ".editions.json");
  mkdirSync(join(folder, "plain"), { recursive: true });
  const editions = readEditions(memory);
  const copies = { written: [] as string[], kept: [] as string[] };
  for (const [name, text] of originals(root)) {
    const file = join(folder, name);
    const wanted = fingerprint(text);
    const present = existsSync(file) ? fingerprint(readFileSync(file, "utf8")) : undefined;
    if (present === wanted) editions[name] = wanted;
    else if (present === undefined || present === editions[name]) {
      replace(file, text);
      editions[name] = wanted;
      copies.written.push(name);
    } else if (editions[name] !== wanted) copies.kept.push(name);
  }
  replace(memory, `${JSON.stringify(editions, null, 1)}\n`);
  return copies;
}

/** The notebooks, the pages that they link to (map, glossary), and the programs in plain Node. */
function originals(root: string): [name: string, text: string][] {
  const pages = readdirSync(join(root, "notebooks")).filter((file) => file.endsWith(".md"));
  const programs = readdirSync(join(root, "notebooks", "plain")).map((file) => `plain/${file}`);
  return [
    ...notebookNames(root).map((name): [string, string] => {
      const [source, path] = readSource(root, name);
      return [`${name}.ipynb`, notebookText(makeEdition(source, "student", path))];
    }),
    ...[...pages, ...programs].map((page): [string, string] => [
      page,
      readFileSync(join(root, "notebooks", page), "utf8"),
    ]),
  ];
}

/** What a reader can edit: the cells' kinds and texts. Running a cell is no edit. */
function fingerprint(notebook: string): string {
  const hash = createHash("sha256");
  try {
    const { cells } = JSON.parse(notebook) as {
      cells: { cell_type: string; source: string | string[] }[];
    };
    const texts = cells.map(({ cell_type, source }) => [cell_type, [source].flat().join("")]);
    hash.update(JSON.stringify(texts));
  } catch {
    hash.update(notebook); // not a notebook (any more): whatever it is, it is the reader's
  }
  return hash.digest("hex");
}

function readEditions(memory: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(memory, "utf8"));
  } catch {
    return {}; // missing or broken: then every copy that differs counts as edited
  }
}

/** Whole or not at all. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
