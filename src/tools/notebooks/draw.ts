import sharp from "sharp";
import { Remedy } from "../setup/context.js";
import { openChromium } from "./browser.js";
import { countFigures, WIDTH } from "./frozen.js";

/** Drawings have few colours: with a palette the file is half as large. */
const SMALL = { palette: true, colours: 64, dither: 0, compressionLevel: 9 };

/** PNGs of the figures of a page, drawn in a real browser as a reader sees them in the light theme. */
export async function drawFigures(html: string): Promise<Buffer[]> {
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
    const pictures: Buffer[] = [];
    for (let nth = 0; nth < number; nth++) {
      pictures.push(
        await sharp(await plots.nth(nth).screenshot())
          .png(SMALL)
          .toBuffer(),
      );
    }
    return pictures;
  } finally {
    await browser.close();
  }
}
