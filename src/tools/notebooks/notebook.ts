/** A cell of a notebook file, as nbformat 4.5 has it. */
export interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: Text;
  readonly execution_count?: null;
  readonly outputs?: readonly Output[];
}

/** An output of a cell. */
export interface Output {
  readonly output_type: string;
  /** `"stdout"` or `"stderr"`, of a stream. */
  readonly name?: string;
  readonly text?: Text;
  /** Content by MIME type, of a display. */
  readonly data?: Readonly<Record<string, Text>>;
  readonly metadata?: unknown;
}

/** Files keep long text as a list of lines. */
export type Text = string | readonly string[];

/** A notebook file. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

/** The text as one string; empty if there is none. */
export function whole(text: Text | undefined): string {
  return typeof text === "string" ? text : (text ?? []).join("");
}

/** The file's text, exactly as nbformat (and so JupyterLab) writes it. */
export function notebookText(notebook: Notebook): string {
  return `${JSON.stringify(written(notebook), null, 1)}\n`;
}

/** What is text by its key: that of a cell or a stream, or content by MIME type. */
const TEXTS = /^(source|text)$|\//;

function lines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** The same value with the keys of all objects in order, and texts as lists of lines. */
function written(value: unknown, key = ""): unknown {
  if (TEXTS.test(key)) return lines(whole(value as Text));
  if (Array.isArray(value)) return value.map((it) => written(it));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, its]) => [name, written(its, name)]));
}
