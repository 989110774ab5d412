import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Figure, Row } from "../figures/figure.js";
import { must } from "../lab/arguments.js";
import * as words from "../words/page.js";
import type { Program } from "./plain.js";
import { sourceOf } from "./source-text.js";

/** A function of any kind, to be shown as text. */
export type Shown = (...args: never[]) => unknown;

/** No tools above the plot: they would lie over its text, and stand inside of what is an image. */
const CONFIG = {
  showSendToCloud: false,
  displaylogo: false,
  displayModeBar: false,
  responsive: true,
  scrollZoom: false,
};

/**
 * Draws what it is given below the cell: a figure as a live plot, rows as a table, a function as
 * its source, a program as its text. Outside of a notebook it prints the same as text.
 *
 * @throws {TypeError} if it is given anything else.
 */
export function show(what: Figure | readonly Row[] | Shown | Program): void {
  if (typeof what === "function") showText(sourceOf(what));
  else if (typeof (what as Program)?.text === "string") showText((what as Program).text);
  else if (Array.isArray(what)) {
    put(tableHtml(what), () => console.table(what));
  } else {
    const figure = what as Figure;
    const rule = "it must be a figure, an array of rows, a function or a program";
    must(Array.isArray(figure?.data), "Cannot show this", rule, what);
    put(figureHtml(figure), () => {
      console.log(figure.title);
      console.table(figure.table);
    });
  }
}

function showText(text: string): void {
  const html = `<pre style="white-space:pre-wrap;font-family:monospace">${escaped(text)}</pre>`;
  put(html, () => console.log(text));
}

/** Puts HTML below the cell that runs; outside of a notebook calls `instead`. */
export function put(html: string, instead: () => void): void {
  const kernel = tslab();
  if (kernel) kernel.display.html(html);
  else instead();
}

/** The kernel's display functions, or nothing outside of the kernel, where loading it takes long. */
export function tslab(): typeof import("tslab") | undefined {
  if (!("__tslab__" in globalThis)) return undefined;
  return createRequire(import.meta.url)("tslab") as typeof import("tslab");
}

/** The script that the first cell brings into the page: Plotly and how a figure is drawn. */
export function plotlyLoader(): string {
  const plotly = createRequire(import.meta.url).resolve("plotly.js-dist-min/plotly.min.js");
  const packed = gzipSync(readFileSync(plotly)).toString("base64");
  const page = readFileSync(new URL("../../src/page/page.js", import.meta.url), "utf8");
  return `<script>{${page}\nlabPage("${packed}")}</script>`;
}

/**
 * In the page a figure may come before the loader: then it waits for it. Where the loader does not
 * come (a notebook whose first cell lost its output), it says what to do, and still waits.
 */
const DRAW = `{
  const figure = document.currentScript.parentNode;
  const plot = figure.querySelector(".lab-plot");
  const draw = () => window.labDraw(figure);
  if (window.labDraw) draw();
  else {
    window.addEventListener("lab-ready", draw, { once: true });
    setTimeout(() => {
      if (!window.labDraw) plot.append(" ${words.noPlotly}");
    }, 5000);
  }
}`;

/** A figure that draws itself where scripts run, and says the same in words where they do not. */
export function figureHtml({ title, alt, data, layout, table }: Figure): string {
  const spec = JSON.stringify({ data, layout, config: CONFIG }).replaceAll("<", "\\u003c");
  return [
    `<figure class="lab-figure" style="margin:0">`,
    `<figcaption><strong>${escaped(title)}</strong></figcaption>`,
    `<div class="lab-plot">${escaped(alt)}</div>`,
    `<script type="application/json" class="lab-spec">${spec}</script>`,
    `<script>${DRAW}</script>`,
    `<details><summary>${words.numbers}</summary>${tableHtml(table)}</details>`,
    "</figure>",
  ].join("\n");
}

/** Rows as an HTML table; its columns are those of the first row. */
export function tableHtml(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const head = columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  const body = rows.map((row) => {
    // JupyterLab sets cells right: good for numbers, not for words.
    const cells = columns.map((name) => {
      const style = typeof row[name] === "string" ? ' style="text-align:left"' : "";
      return `<td${style}>${escaped(cell(row[name]))}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const table = `<table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
  return `<div style="overflow-x:auto" tabindex="0">${table}</div>`;
}

function cell(value: unknown): string {
  if (typeof value !== "number") return String(value ?? "");
  // Three digits say all that a measurement knows; whole numbers are counts and stay whole.
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(20, digits) });
}

/**
 * Text as HTML: what it holds cannot become an element or leave an attribute. Half an emoji, where a
 * text was cut, becomes a sign of its own: a notebook with a half in it could not be saved.
 */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
