/// <reference lib="dom" />
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Page } from "playwright-core";
import { countFigures, htmlOf } from "#dist/tools/notebooks/frozen.js";
import { type Output, whole } from "#dist/tools/notebooks/notebook.js";

declare global {
  interface Window {
    readonly axe: typeof axe;
    /** Set by a text that ran as code. */
    hacked?: string;
  }
}

/** Every cell showed or printed what it should, and no error. Gives the number of live figures. */
export function checkOutputs(outputs: ReadonlyMap<string, readonly Output[]>): number {
  for (const [id, all] of outputs) {
    const bad = all.find(({ name, output_type }) => name === "stderr" || output_type === "error");
    assert.equal(bad && whole(bad.text), undefined, `cell ${id}`);
  }
  return countFigures(htmlOf([...outputs.values()].flat()));
}

/** axe-core finds nothing serious or critical in what the cells put out. */
export async function checkAccessible(page: Page): Promise<void> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  const findings = await page.evaluate(async () => {
    const { violations } = await window.axe.run(".jp-OutputArea-output");
    const heavy = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return heavy.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
    );
  });
  assert.deepEqual(findings, []);
}

/** No text of the outputs has become an element or run as code. */
export async function checkHarmless(page: Page, outputs = ".jp-OutputArea-output"): Promise<void> {
  const seen = await page.evaluate((selector) => {
    const isCode = (element: Element) =>
      element.matches('img[src*="hacked"]') ||
      element.getAttributeNames().some((name) => {
        return name.startsWith("on") || element.getAttribute(name)?.startsWith("javascript:");
      });
    const made = [...document.querySelectorAll(`${selector} *`)].filter(isCode);
    return { ran: window.hacked, made: made.map(({ outerHTML }) => outerHTML.slice(0, 200)) };
  }, outputs);
  assert.deepEqual(seen, { ran: undefined, made: [] });
}

/** No script of the notebook ran, and its numbers are there. */
export async function checkUntrusted(page: Page): Promise<void> {
  await page.locator(".lab-figure details td").first().waitFor({ state: "attached" });
  const scripts = await page.locator(".jp-OutputArea-output script").count();
  const ran = await page.evaluate(() => "labDraw" in window || "hacked" in window);
  assert.deepEqual({ scripts, ran }, { scripts: 0, ran: false });
}

/** Each figure is a picture with words and numbers; the page need not be moved sideways. */
export async function checkPictures(page: Page): Promise<void> {
  const figures = await page.locator(".lab-figure").all();
  assert.ok(figures.length > 0);
  for (const figure of figures) {
    const picture = figure.locator("img");
    await picture.scrollIntoViewIfNeeded();
    const { widthPx, alt, inside } = await picture.evaluate((it: HTMLImageElement) => ({
      widthPx: it.naturalWidth,
      alt: it.alt,
      inside: it.getBoundingClientRect().right <= document.documentElement.clientWidth,
    }));
    assert.ok(widthPx > 500 && inside, alt);
    assert.match(alt, /\w+ \w+/);
    assert.ok((await figure.locator("details td").count()) > 0, alt);
  }
}
