import type { MeasureOptions } from "../lab/measure.js";
import * as words from "../words/page.js";
import { tslab } from "./show.js";

const PATIENCE_MS = 2000;
const BETWEEN_MS = 500;

/**
 * Measures something. If it takes over two seconds, shows what is done of it, twice a second at
 * most, in one place below the cell that is emptied at the end. Outside of a notebook it shows
 * nothing.
 */
export async function withProgress<O extends MeasureOptions, T>(
  options: O,
  body: (options: O) => Promise<T>,
): Promise<T> {
  const display = tslab()?.newDisplay();
  const firstMs = performance.now() + PATIENCE_MS;
  let nextMs = firstMs;
  const onProgress = (done: number, all: number) => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + BETWEEN_MS;
    display?.html(barHtml(done, all));
  };
  try {
    return await body({ onProgress, ...options });
  } finally {
    if (nextMs > firstMs) display?.html("");
  }
}

function barHtml(done: number, all: number): string {
  const says = words.progress(done, all);
  return `<div><progress value="${done}" max="${all}" aria-label="${says}"></progress> ${says}</div>`;
}
