import { encode } from "fast-png";
import { shares, speedUpLimit } from "../experiments/shares.js";
import type { Band, Painting } from "../jobs/mandelbrot.js";
import { must } from "../lab/arguments.js";
import type { Span } from "../lab/job.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../lab/run.js";
import * as words from "../words/figures/painted.js";
import { ms, round } from "../words/numbers.js";
import type { Figure } from "./figure.js";
import { gather } from "./groups.js";
import * as style from "./style.js";

/**
 * Colours of threads, in the order in which they began: Paul Tol's muted ones, told apart by
 * colour-blind readers and by eye from those of the ways. From the ninth thread on they return.
 */
const THREADS = [
  "#cc6677",
  "#44aa99",
  "#ddcc77",
  "#aa4499",
  "#88ccee",
  "#999933",
  "#117733",
  "#bbbbbb",
] as const;
const SHADES = 24;
const PLOT_PX = 300;
/** A bar lower than this has no room for words. */
const WORDS_PX = 13;

/** A part: what it painted, who did it, how long. */
interface Stroke {
  readonly part: number;
  readonly band: Band;
  readonly thread: number;
  readonly ms: number;
}

/**
 * The picture that a run of `mandelbrot` painted, every pixel in the colour of the thread that
 * computed it, and beside it a bar for each part: how long it took.
 *
 * @throws {TypeError} if the run's answer is not a painting.
 */
export function painted(run: Run): Figure {
  const painting = run?.answer as Painting;
  const rule = "it must be a run of job.mandelbrot";
  must(Array.isArray(painting?.bands), "Cannot draw what was painted", rule, painting);
  const spans = run.spans.toSorted((a, b) => a.startMs - b.startMs);
  const threads = gather(spans, ({ host, pid, threadId }) => [host, pid, threadId]);
  const strokes = threads.flatMap((own, thread) =>
    own.map((span) => stroke(span, thread, painting)),
  );
  const title = message(run, strokes);
  const bottomPx = style.axisPx(2);
  const toMs = 1.6 * Math.max(...strokes.map(({ ms }) => ms));
  return {
    title,
    data: [
      { type: "image", name: "painting", source: source(painting, strokes), hoverinfo: "skip" },
      bars(painting, strokes),
    ],
    layout: style.layout(PLOT_PX + 8 + bottomPx, bottomPx, {
      xaxis: { domain: [0, 0.6], visible: false, constrain: "domain", constraintoward: "left" },
      xaxis2: { ...style.axis(words.key, { range: [0, toMs], nticks: 4 }), domain: [0.63, 1] },
      yaxis: {
        visible: false,
        range: [painting.rows, 0],
        scaleanchor: "x",
        constrain: "domain",
        constraintoward: "top",
      },
    }),
    alt: words.alt(threads.length, title),
    table: threads.map((own, thread) =>
      words.row(
        thread,
        own.map(({ startMs, endMs }) => endMs - startMs),
        wallMs(run),
      ),
    ),
  };
}

function stroke(span: Span, thread: number, { bands }: Painting): Stroke {
  return { part: span.part, band: bands[span.part]!, thread, ms: span.endMs - span.startMs };
}

/** A bar for each part, beside its rows. */
function bars({ bands }: Painting, strokes: readonly Stroke[]) {
  const high = ({ band }: Stroke) => band.to - band.from + 1;
  const place = (its: Stroke) => its.band.from + high(its) / 2;
  const color = strokes.map(({ thread }) => THREADS[thread % THREADS.length]!);
  const named = PLOT_PX / bands.length >= WORDS_PX;
  return {
    type: "bar",
    name: "part",
    orientation: "h",
    xaxis: "x2",
    ...style.xy(strokes.map((its) => ({ x: its.ms, y: place(its) }))),
    width: strokes.map((its) => round(Math.max(high(its) - 1, 0.8 * high(its)), 5)),
    marker: { color, line: { width: named ? 1 : 0, color: style.GREY } },
    ...(named ? { text: strokes.map((its) => ms(its.ms)), textposition: "outside" } : {}),
    constraintext: "none",
    cliponaxis: false,
    hovertext: strokes.map(({ part, thread, ms }) => words.part(part, thread, ms)),
    hoverinfo: "text",
  };
}

/** The painting as a picture in a URL, 10 to 20 KB: shades of the threads' colours. */
function source({ rows, columns, steps, mostSteps }: Painting, strokes: readonly Stroke[]): string {
  const pixels = new Uint8Array(rows * columns);
  for (const { band, thread } of strokes) {
    const first = (thread % THREADS.length) * SHADES;
    for (let at = band.from * columns; at < (band.to + 1) * columns; at++) {
      pixels[at] = first + shadeOf(steps[at]!, mostSteps);
    }
  }
  const palette = THREADS.flatMap((color) =>
    Array.from({ length: SHADES }, (_, shade) => tint(color, shade)),
  );
  const picture = { width: columns, height: rows, channels: 1, data: pixels, palette };
  const png = encode(picture, { zlib: { level: 9 } });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

/** From 0, pale: escapes at once, to the last but one; the last is for what never escapes. */
function shadeOf(steps: number, mostSteps: number): number {
  if (steps >= mostSteps) return SHADES - 1;
  return Math.min(SHADES - 2, Math.floor((Math.log(steps + 1) / Math.log(mostSteps + 1)) * SHADES));
}

function tint(color: string, shade: number): number[] {
  const toWhite = 0.75 * (1 - shade / (SHADES - 2));
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16);
    // What never escapes is almost black, and still has its thread's hue.
    return Math.round(shade === SHADES - 1 ? value * 0.35 : value + (255 - value) * toWhite);
  });
}

/** The message: what the longest part allows, if the times of parts are those of work. */
function message(run: Run, strokes: readonly Stroke[]): string {
  const work = strokes.map(({ ms }) => ms);
  return words.title({
    way: wayLabel(run),
    parts: run.parts,
    share: Math.max(...shares(work)),
    limit: hadCores(run) ? speedUpLimit(work, run.width) : undefined,
    coresBusy: coresBusy(run),
  });
}

/** Whether every thread had a core nearly all the time that its parts took. */
function hadCores(run: Run): boolean {
  return coresBusy(run) > 0.85 * inProgress(run);
}
