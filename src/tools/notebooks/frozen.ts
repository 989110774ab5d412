import { stripVTControlCharacters } from "node:util";
import { type Output, whole } from "./notebook.js";

/** Width of a figure's picture in CSS pixels: about that of a page on GitHub. */
export const WIDTH = 800;

const FIGURE =
  /<div class="lab-plot"[^>]*>([\s\S]*?)<\/div>\s*<script type="application\/json" class="lab-spec">[\s\S]*?<\/script>\s*<script>[\s\S]*?<\/script>/g;

/** All HTML that the cells show, in order. */
export function htmlOf(outputs: readonly Output[]): string {
  return outputs.map((output) => whole(output.data?.["text/html"])).join("\n");
}

/** The number of live figures in this HTML: `freezeOutputs` needs as many pictures. */
export function countFigures(html: string): number {
  return html.match(FIGURE)?.length ?? 0;
}

/**
 * Outputs for reading: a picture instead of each live figure, no scripts, no colour codes of a
 * terminal, no empty outputs.
 * @param pictures PNGs of the figures in these outputs, in order; those that are used are taken out
 */
export function freezeOutputs(outputs: readonly Output[], pictures: Buffer[]): Output[] {
  return outputs
    .map((output) => {
      if (output.output_type === "stream") {
        return { ...output, text: stripVTControlCharacters(whole(output.text)) };
      }
      const html = output.data?.["text/html"];
      if (html === undefined) return output;
      return {
        ...output,
        data: { ...output.data, "text/html": freezeHtml(whole(html), pictures) },
      };
    })
    .filter((output) =>
      [output.text, ...Object.values(output.data ?? {})].some((part) => whole(part).trim()),
    );
}

function freezeHtml(html: string, pictures: Buffer[]): string {
  const drawn = html.replace(FIGURE, (_, alt: string) => {
    const png = pictures.shift();
    if (!png) throw new Error("there are fewer pictures than figures");
    return imageHtml(alt, png);
  });
  return drawn.replace(/<script\b[\s\S]*?<\/script>/g, "");
}

/** `alt` is already escaped. */
function imageHtml(alt: string, png: Buffer): string {
  const source = `data:image/png;base64,${png.toString("base64")}`;
  return `<img alt="${alt}" src="${source}" width="${WIDTH}" style="max-width:100%">`;
}

/**
 * Says what must not be in the outputs of a committed notebook; `undefined` if all is well.
 * @param places paths of this machine
 */
export function flaw(outputs: readonly Output[], places: readonly string[]): string | undefined {
  const failed = outputs.find(
    ({ name, output_type }) => name === "stderr" || output_type === "error",
  );
  if (failed) return `printed an error: ${whole(failed.text)}`;
  const texts = outputs.flatMap((output) => [output.text, ...Object.values(output.data ?? {})]);
  const all = texts.map((part) => whole(part).replace(/base64,[^"]*/g, "")).join("\n");
  if (all.includes("<script")) return "has a script in its output";
  const place = places.find((path) => all.includes(path) || all.includes(encodeURI(path)));
  return place && `shows a path of this machine, ${place}`;
}
