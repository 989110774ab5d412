import type { MeasureOptions } from "../lab/measure.js";
import { tslab } from "./show.js";

/** How far something is, below the cell that runs. */
export interface Progress {
  /** So many parts of `all` are done. Costs nothing unless it is time to show it. */
  update(done: number, all: number): void;
  /** Takes the display away. */
  end(): void;
}

const PATIENCE_MS = 2000;
const BETWEEN_MS = 500;

/**
 * Shows what is done of something that takes over two seconds, twice a second at most, in one place
 * that is emptied at the end. Outside of a notebook it shows nothing.
 */
export function progress(): Progress {
  const display = tslab()?.newDisplay();
  const startedMs = performance.now();
  let shownMs = startedMs + PATIENCE_MS - BETWEEN_MS;
  return {
    update(done, all) {
      const nowMs = performance.now();
      if (nowMs - shownMs < BETWEEN_MS) return;
      shownMs = nowMs;
      display?.html(barHtml(done, all));
    },
    end() {
      if (shownMs > startedMs + PATIENCE_MS) display?.html("");
    },
  };
}

/** Measures something, and shows its progress meanwhile. */
export async function withProgress<O extends MeasureOptions, T>(
  options: O,
  body: (options: O) => Promise<T>,
): Promise<T> {
  const shown = progress();
  try {
    return await body({ onProgress: shown.update, ...options });
  } finally {
    shown.end();
  }
}

function barHtml(done: number, all: number): string {
  const words = `Running: ${done} of ${all} parts done`;
  return `<div><progress value="${done}" max="${all}" aria-label="${words}"></progress> ${words}</div>`;
}
