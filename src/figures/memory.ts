import type { Weight } from "../jobs/memory.js";
import { mustHold } from "../lab/arguments.js";
import type { Run } from "../lab/run.js";
import type { Figure } from "./figure.js";
import * as say from "./numbers.js";
import * as style from "./style.js";

const KINDS = {
  promise: { name: "a promise", way: "async" },
  request: { name: "a request", way: "async" },
  thread: { name: "a thread<br>with a request", way: "worker" },
  process: { name: "a process<br>with a request", way: "process" },
};

const ROW_PX = 52;

/**
 * What one of each costs in memory while it waits, as bars on a logarithmic axis.
 * @param run of the job `memory`
 * @throws {RangeError} where there is nothing to draw.
 */
export function memoryBars(run: Pick<Run, "answer">): Figure {
  const weights = run.answer as readonly Weight[];
  mustHold(weights, "Cannot draw memory", "there must be a weight or more");
  const looks = weights.map(({ what }) => style.lookOf(KINDS[what].way).color);
  const [low, high] = [2, Math.max(...weights.map(({ bytes }) => Math.log10(bytes))) + 1.2];
  const plotPx = weights.length * ROW_PX;
  const y = weights.map((_, i) => (i + 0.5) * ROW_PX);
  const bars = {
    ...{ type: "bar", orientation: "h", name: "memory", y, width: 22 },
    x: weights.map(({ bytes }) => say.round(bytes)),
    marker: { color: looks },
    text: weights.map(({ bytes }) => ` ${size(bytes)}`),
    ...{ textposition: "outside", cliponaxis: false, hoverinfo: "skip" },
  };
  const ticks = y.map((yPx, i) => ({ yPx, text: KINDS[weights[i]!.what].name }));
  return {
    title: title(weights),
    data: [bars],
    layout: style.layout(plotPx + style.axisPx(2), style.axisPx(2), {
      xaxis: style.axis(["memory of one that waits", "each line: ten times as much"], {
        ...{ type: "log", range: [low, high], fixedrange: true },
        tickvals: [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8],
        ticktext: ["100 B", "1 kB", "10 kB", "100 kB", "1 MB", "10 MB", "100 MB"],
      }),
      yaxis: style.pixelAxis(plotPx, ticks),
    }),
    alt: `Bars of memory. ${weights.map(({ what, bytes }) => `${what}: ${size(bytes)}.`).join(" ")}`,
    table: weights.map(({ what, count, bytes }) => ({
      "what waits": what,
      "memory of one": size(bytes),
      "so many wait in 1 GB": say.round(1e9 / bytes, 2),
      "measured with": count,
    })),
  };
}

/** Bytes in words: "640 B", "12 kB", "7.7 MB" (a kB is 1,000 bytes). */
function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  return `${say.round(bytes / 1000 ** power, 2)} ${["B", "kB", "MB"][power]}`;
}

/** The message: how many requests wait in the memory of one thread. */
function title(weights: readonly Weight[]): string {
  const of = (name: Weight["what"]) => weights.find(({ what }) => what === name)?.bytes;
  const [request, thread] = [of("request"), of("thread")];
  if (!request || !thread)
    return weights.map(({ what, bytes }) => `${what}: ${size(bytes)}`).join("; ");
  const many = say.count(say.round(thread / request, 2));
  return `${many} requests wait in the memory of one waiting thread`;
}
