import type { Cell } from "./edition.js";

/** An output of a cell, as nbformat 4.5 has it. */
export interface Output {
  readonly output_type: string;
  /** `"stdout"` or `"stderr"`, of a stream. */
  readonly name?: string;
  readonly text?: string | readonly string[];
  /** Content by MIME type, of a display. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly metadata?: unknown;
}

/** A picture of a figure. */
export interface Picture {
  readonly png: Buffer;
  /** Its width in CSS pixels. */
  readonly width: number;
}

const FIGURE =
  /<div class="lab-plot"[^>]*>([\s\S]*?)<\/div>\s*<script type="application\/json" class="lab-spec">[\s\S]*?<\/script>\s*<script>[\s\S]*?<\/script>/g;

/** All HTML that the cells put out, in order: what their page holds. */
export function htmlOf(outputs: readonly Output[]): string {
  return outputs.map((output) => text(output.data?.["text/html"])).join("\n");
}

/** How many figures are live in this HTML: the pictures that `freezeOutputs` needs. */
export function countFigures(html: string): number {
  return html.match(FIGURE)?.length ?? 0;
}

/**
 * Outputs for reading: a picture in the place of each live figure, no script, no colour codes of
 * a terminal, nothing that is empty.
 * @param pictures of the figures in these outputs, in order; those that are used are taken out
 */
export function freezeOutputs(outputs: readonly Output[], pictures: Picture[]): Output[] {
  return outputs
    .map((output) => {
      if (output.output_type === "stream") return { ...output, text: withoutColours(output) };
      const html = output.data?.["text/html"];
      if (html === undefined) return output;
      return { ...output, data: { ...output.data, "text/html": freezeHtml(text(html), pictures) } };
    })
    .filter((output) =>
      [output.text, ...Object.values(output.data ?? {})].some((part) => text(part).trim()),
    );
}

function freezeHtml(html: string, pictures: Picture[]): string {
  const drawn = html.replace(FIGURE, (_, alt: string) => {
    const picture = pictures.shift();
    if (!picture) throw new Error("there are fewer pictures than figures");
    return imageHtml(alt, picture);
  });
  return drawn.replace(/<script\b[\s\S]*?<\/script>/g, "");
}

/** `alt` is HTML already. */
function imageHtml(alt: string, { png, width }: Picture): string {
  const source = `data:image/png;base64,${png.toString("base64")}`;
  return `<img alt="${alt}" src="${source}" width="${width}" style="max-width:100%">`;
}

function withoutColours(output: Output): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
  return text(output.text).replace(/\u001b\[[\d;]*m/g, "");
}

/** nbformat keeps long text as a list of lines. */
export function text(part: string | readonly string[] | undefined): string {
  return typeof part === "string" ? part : (part ?? []).join("");
}

/** What must not be in a committed notebook: why, or `undefined`. */
export function flaw(cell: Cell, outputs: readonly Output[], forbidden: readonly string[]) {
  const all = JSON.stringify(outputs);
  const failed = outputs.find(
    (output) => output.name === "stderr" || output.output_type === "error",
  );
  if (failed) return `cell ${cell.id} printed an error: ${text(failed.text)}`;
  if (all.includes("<script")) return `cell ${cell.id} has a script in its output`;
  const path = forbidden.find((place) => all.includes(place));
  return path && `cell ${cell.id} shows the path ${path} of this machine`;
}
