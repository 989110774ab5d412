/// <reference lib="dom" />
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import type { Drawn } from "./page.js";

/** Waits until so many figures are drawn, and reads each off the screen. */
export async function drawnFigures(page: Page, number: number): Promise<Drawn[]> {
  await page.addScriptTag({
    path: fileURLToPath(import.meta.resolve("./page.js")),
    type: "module",
  });
  await page.waitForFunction(() => "readDrawn" in window);
  const figures = page.locator(".lab-figure");
  await figures
    .locator('[role="img"]')
    .nth(number - 1)
    .waitFor({ state: "attached", timeout: 30_000 });
  assert.equal(await figures.count(), number, "figures");
  const drawn: Drawn[] = [];
  for (const figure of await figures.all()) drawn.push(await settled(figure));
  return drawn;
}

/** Reads a figure when it has come to rest: it fits itself to its place some time later. */
async function settled(figure: Locator): Promise<Drawn> {
  await figure.scrollIntoViewIfNeeded();
  const read = () => figure.evaluate((it) => window.readDrawn(it));
  let drawn = await read();
  // What collides is given a second more.
  for (let reads = 0, same = 0; reads < 50 && same < 10; reads++) {
    await sleep(100);
    const last = JSON.stringify(drawn);
    drawn = await read();
    same = JSON.stringify(drawn) === last ? same + 1 : 0;
    if (same > 0 && fits(drawn) && drawn.collisions.length === 0) break;
  }
  return drawn;
}

function fits({ widthPx, roomPx }: Drawn): boolean {
  return Math.abs(widthPx - roomPx) <= 1;
}

/** Lets every figure tell what it tells of its first point. */
export async function hoverAll(page: Page): Promise<void> {
  const told = await page.evaluate(() => {
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    for (const plot of plots) window.Plotly.Fx.hover(plot, [{ curveNumber: 0, pointNumber: 0 }]);
    return document.querySelectorAll(".hovertext").length;
  });
  assert.ok(told > 0);
}

/** Each figure fills the width that it has, can be read, and has words for those who cannot. */
export function checkLook(figure: Drawn): void {
  const { title, alt, widthPx, roomPx, collisions, contrast } = figure;
  assert.ok(fits(figure), `${title}: ${widthPx} px wide where ${roomPx} are`);
  assert.deepEqual(collisions, [], title);
  assert.ok(contrast >= 4.5, `${title}: a text has a contrast of ${contrast}`);
  assert.match(alt, /\w+ \w+/, title);
}
