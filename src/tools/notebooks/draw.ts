import { Remedy } from "../setup/context.js";
import { openChromium } from "./browser.js";
import { countFigures, type Picture } from "./frozen.js";
import { withPalette } from "./png.js";

/** Width of a picture in CSS pixels: about that of a page on GitHub. */
const WIDTH = 800;

/** Draws the figures of a page in a real browser, as a reader would see them in the light theme. */
export async function drawFigures(html: string): Promise<Picture[]> {
  const number = countFigures(html);
  if (number === 0) return [];
  const browser = await openChromium();
  if (!browser) throw new Remedy("Cannot draw the figures as there is no Chromium: install it.");
  try {
    const page = await browser.newPage({
      viewport: { width: WIDTH, height: 600 },
      deviceScaleFactor: 2,
      colorScheme: "light",
    });
    await page.setContent(`<!doctype html><body style="margin:0">${html}</body>`);
    const plots = page.locator(".lab-plot");
    await plots
      .and(page.locator("[role=img]"))
      .nth(number - 1)
      .waitFor({ timeout: 60_000 });
    const pictures: Picture[] = [];
    for (let nth = 0; nth < number; nth++) {
      const png = await plots.nth(nth).screenshot({ type: "png" });
      pictures.push({ png: withPalette(png), width: WIDTH });
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
