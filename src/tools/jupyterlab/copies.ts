import { hash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { editionOf, notebookNames } from "../notebooks/edition.js";
import { type Cell, notebookText, whole } from "../notebooks/notebook.js";
import { goneNames } from "./door.js";

/** What happened to the reader's copies: names of files. */
export interface Copies {
  /** Made or brought up to date. */
  readonly written: readonly string[];
  readonly kept: readonly Kept[];
}

/** A copy that the reader has edited, and that is left alone, though there is a new edition. */
export interface Kept {
  readonly name: string;
  /** The new edition beside it; `null` where the one that is there has been edited, too. */
  readonly beside: string | null;
  /** What it imports and the lab no longer has: such a notebook does not run. */
  readonly gone: readonly string[];
}

/**
 * Makes the reader's own copies, notebooks without outputs, in `my-notebooks`. One that the reader
 * has not edited is brought up to date; one with edits is never written to, and gets a new edition
 * beside it.
 */
export function makeCopies(root: string): Copies {
  const folder = join(root, "my-notebooks");
  const memory = join(folder, ".editions.json");
  mkdirSync(join(folder, "plain"), { recursive: true });
  const editions = readEditions(memory);
  const copies = { written: [] as string[], kept: [] as Kept[] };
  /** Brings a copy up to date unless it was edited; returns whether it is up to date. */
  const renew = (name: string, text: string): boolean => {
    const file = join(folder, name);
    const wanted = fingerprint(text);
    const present = existsSync(file) ? fingerprint(readFileSync(file, "utf8")) : undefined;
    const edited = present !== undefined && present !== wanted && present !== editions[name];
    if (edited) return editions[name] === wanted;
    if (present !== wanted) {
      replace(file, text);
      copies.written.push(name);
    }
    editions[name] = wanted;
    return true;
  };
  for (const [name, text] of originals(root)) {
    if (renew(name, text)) continue;
    const beside = name.replace(/\.\w+$/, ".new$&");
    const mine = readFileSync(join(folder, name), "utf8");
    const gone = goneNames(root, cellsOf(mine) ?? []);
    copies.kept.push({ name, beside: renew(beside, text) ? beside : null, gone });
  }
  replace(memory, `${JSON.stringify(editions, null, 1)}\n`);
  return copies;
}

/** The notebooks, the pages that they link to (map, glossary), and the programs in plain Node. */
function originals(root: string): Map<string, string> {
  const folder = join(root, "notebooks");
  const pages = readdirSync(folder).filter((file) => file.endsWith(".md"));
  const programs = readdirSync(join(folder, "plain")).map((file) => `plain/${file}`);
  const all = new Map<string, string>();
  for (const name of notebookNames(root)) {
    all.set(`${name}.ipynb`, notebookText(editionOf(root, name, "student")));
  }
  for (const file of [...pages, ...programs]) {
    all.set(file, readFileSync(join(folder, file), "utf8"));
  }
  return all;
}

/** A hash of what a reader edits: kinds and texts of the cells. Running a cell changes nothing. */
function fingerprint(notebook: string): string {
  const texts = cellsOf(notebook)?.map(({ cell_type, source }) => [cell_type, source]);
  // A file that is no notebook (any more) is compared as it is.
  return hash("sha256", texts ? JSON.stringify(texts) : notebook);
}

/** The cells of a notebook file with whole texts; `undefined` if it is not a notebook. */
function cellsOf(notebook: string): Pick<Cell, "cell_type" | "source">[] | undefined {
  try {
    const { cells } = JSON.parse(notebook) as { cells: Cell[] };
    return cells.map(({ cell_type, source }) => ({ cell_type, source: whole(source) }));
  } catch {
    return undefined;
  }
}

function readEditions(memory: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(memory, "utf8"));
  } catch {
    return {}; // missing or broken: then every copy that differs counts as edited
  }
}

/** Writes the whole file or nothing. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
