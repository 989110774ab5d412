import type { Span } from "../job.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../run.js";
import { gaps } from "./clicks.js";
import type { Figure, Row } from "./figure.js";
import { groups, typical } from "./groups.js";
import * as style from "./style.js";

/** Beats are 5 ms apart: after a gap as long as this the event loop could not react. */
const FROZEN_MS = 15;

/** Heights: rows share what is wanted; a crowded lane is no higher than LANE_PX. */
const HEADER_PX = 26;
const LOOP_PX = 14;
const LANE_PX = 180;
const WANTED_PX = 800;

/** One lane: a thread or process, and its parts in as many rows as were in progress at once. */
interface Lane {
  readonly name: string;
  readonly rows: readonly (readonly Span[])[];
}

/** A run, and where its lanes stand in the figure. */
interface Strip {
  readonly run: Run;
  readonly topPx: number;
  readonly lanes: readonly (Lane & { readonly topPx: number; readonly rowPx: number })[];
  readonly loopPx: number;
}

/**
 * Who did what and when: a strip per way, in it a lane per thread or process, in it a bar per part,
 * filled for its share of CPU time and hollow for the rest, and the event loop's own lane. Of
 * several repeats the one in the middle is drawn.
 * @throws {RangeError} where there are no runs.
 */
export function lanes(runs: Run | readonly Run[]): Figure {
  const rows = "spans" in runs ? [runs] : runs;
  const chosen = groups("draw lanes", rows).map(typical);
  const strips = stack(chosen);
  const heightPx = strips.at(-1)!.loopPx + LOOP_PX;
  const known = chosen.every(({ spans }) => spans.every(({ cpuMs }) => cpuMs !== null));
  const bottomPx = style.axisPx(3);
  const title = [
    "time since the first part was handed out, ms",
    known
      ? "filled: CPU time of a part · hollow: it waited"
      : "grey-filled: CPU time is not known here",
    "event loop: ticks where it could react, crossed where not",
  ];
  return {
    title: message(chosen),
    data: strips.flatMap((strip) => [...parts(strip), ...loop(strip)]),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: strips.map(header),
      xaxis: style.axis(title, { range: [0, Math.max(...chosen.map(wallMs)) * 1.01], nticks: 7 }),
      yaxis: style.pixelAxis(heightPx, strips.flatMap(names)),
    }),
    alt: strips.map(sentence).join(" "),
    table: strips.flatMap(table),
  };
}

function lanesOf(run: Run): Lane[] {
  const kind = /process|worker|threads/.exec(run.way)?.[0];
  const places = new Map<string, Span[]>();
  for (const span of run.spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const place = `${span.pid}/${span.threadId}`;
    places.set(place, [...(places.get(place) ?? []), span]);
  }
  return [...places.values()].map((spans, i) => ({
    name: kind ? `${kind === "process" ? "process" : "thread"} ${i + 1}` : "main thread",
    rows: inRows(spans),
  }));
}

/** Puts each span, in order of start, into the first row that is free by then. */
function inRows(spans: readonly Span[]): Span[][] {
  const rows: Span[][] = [];
  for (const span of spans) {
    const free = rows.find((row) => row.at(-1)!.endMs <= span.startMs);
    if (free) free.push(span);
    else rows.push([span]);
  }
  return rows;
}

/** Sets all strips and lanes below each other, rows as high as there is room for. */
function stack(runs: readonly Run[]): Strip[] {
  const all = runs.map((run) => ({ run, lanes: lanesOf(run) }));
  const count = all.flatMap(({ lanes }) => lanes).reduce((sum, { rows }) => sum + rows.length, 0);
  const roomPx = Math.min(18, Math.max(5, Math.floor(WANTED_PX / count)));
  let endPx = 0;
  return all.map(({ run, lanes }) => {
    const topPx = endPx;
    endPx += HEADER_PX;
    const placed = lanes.map((lane) => {
      const rowPx = Math.min(roomPx, LANE_PX / lane.rows.length);
      const at = endPx;
      endPx += rowPx * lane.rows.length + (roomPx > 8 ? 3 : 0);
      return { ...lane, topPx: at, rowPx };
    });
    const loopPx = endPx + 2;
    endPx = loopPx + LOOP_PX + 4;
    return { run, topPx, lanes: placed, loopPx };
  });
}

/** Every part as a pale bar with an outline, and its CPU time as a filled bar in it. */
function parts({ run, lanes }: Strip) {
  const bars = lanes.flatMap(({ rows, topPx, rowPx }) =>
    rows.flatMap((row, i) => row.map((span) => ({ span, yPx: topPx + (i + 0.5) * rowPx, rowPx }))),
  );
  const { color } = style.lookOf(run.way);
  const crowded = bars.length > 100 * lanes.length;
  const place = style.xy(bars.map(({ span, yPx }) => ({ x: span.startMs - run.startMs, y: yPx })));
  const width = bars.map(({ rowPx }) => style.round(rowPx > 4 ? rowPx - 1.5 : rowPx * 0.8));
  const bar = { type: "bar", orientation: "h", base: place.x, y: place.y, width };
  const part = { color: style.pale(color, 0.15), line: { width: crowded ? 0 : 1, color } };
  const lengths = bars.map(({ span }) => span.endMs - span.startMs);
  const cpu = bars.map(({ span }, i) => Math.max(0, Math.min(span.cpuMs ?? 0, lengths[i]!)));
  const told = bars.map(({ span }, i) => {
    const busy = span.cpuMs === null ? "CPU time not known" : `CPU ${style.ms(span.cpuMs)}`;
    return `part ${span.part}: ${style.ms(lengths[i]!)}, ${busy}`;
  });
  return [
    {
      ...bar,
      name: "part",
      x: lengths.map(fine),
      marker: part,
      hovertext: told,
      hoverinfo: "text",
    },
    { ...bar, name: "CPU", x: cpu.map(fine), marker: { color }, opacity: 0.85, hoverinfo: "skip" },
  ];
}

/** A tick where the event loop could react, a crossed bar where it could not. */
function loop({ run, loopPx }: Strip) {
  const y = loopPx + LOOP_PX / 2;
  const since = (at: number) => ({ x: at - run.startMs, y });
  const beats = run.beatsMs.filter((at) => at >= run.startMs && at <= run.endMs).map(since);
  const frozen = gaps(run.beatsMs, run.startMs, run.endMs).filter(
    (gap) => gap.lengthMs > FROZEN_MS,
  );
  const line = { width: 1, color: style.GREY };
  const pattern = { shape: "x", fgcolor: style.GREY, bgcolor: style.CLEAR, size: 6, solidity: 0.2 };
  const place = style.xy(frozen.map(({ fromMs }) => since(fromMs)));
  const tick = { symbol: "line-ns-open", size: LOOP_PX - 6, color: style.GREY, line };
  const bar = { type: "bar", orientation: "h", base: place.x, y: place.y, width: LOOP_PX - 2 };
  const x = frozen.map(({ lengthMs }) => fine(lengthMs));
  const hovertemplate = "could not react for %{x} ms<extra></extra>";
  return [
    style.points("could react", beats, tick, { hoverinfo: "skip" }),
    {
      ...bar,
      name: "could not react",
      x,
      marker: { color: style.CLEAR, line, pattern },
      hovertemplate,
    },
  ];
}

function header({ run, topPx }: Strip) {
  const text = `<b>${style.plain(wayLabel(run))}</b>  ${values(run)}`;
  return style.words(text, 0, topPx + HEADER_PX / 2 + 3);
}

/** One name per lane, or for every so many lanes where they are too thin to write beside each. */
function names({ lanes, loopPx }: Strip) {
  let lastPx = Number.NEGATIVE_INFINITY;
  const named = lanes.flatMap(({ name, topPx, rowPx, rows }) => {
    const yPx = topPx + (rowPx * rows.length) / 2;
    if (yPx - lastPx < 13) return [];
    lastPx = yPx;
    return [{ yPx, text: name }];
  });
  const [yPx, text] = [loopPx + LOOP_PX / 2, "event loop"];
  return [...named.filter((name) => yPx - name.yPx >= 12), { yPx, text }];
}

/** To 1 µs: enough for a drawing, and short as text. */
function fine(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function values(run: Run): string {
  const busy = `${style.times(coresBusy(run))} cores busy`;
  return `${style.ms(wallMs(run))} · ${busy} · ${style.times(inProgress(run))} in progress`;
}

function sentence({ run, lanes }: Strip): string {
  const worst = Math.max(...gaps(run.beatsMs, run.startMs, run.endMs).map((gap) => gap.lengthMs));
  const could = worst > FROZEN_MS ? `was held up for ${style.ms(worst)} at worst` : "could react";
  const drawn = `${run.spans.length} parts in ${lanes.length} lanes`;
  return `${wayLabel(run)}: ${values(run).replaceAll(" · ", ", ")}; ${drawn}; the event loop ${could}.`;
}

/** The message: how many cores each way keeps busy. Overlap is never called parallel. */
function message(runs: readonly Run[]): string {
  if (runs.length === 1)
    return `${wayLabel(runs[0]!)}: ${values(runs[0]!).replaceAll(" · ", ", ")}`;
  const like: Run[][] = [];
  for (const run of runs.toSorted((a, b) => coresBusy(b) - coresBusy(a))) {
    const near = like.find(([first]) => coresBusy(first!) < coresBusy(run) * 1.1);
    if (near) near.push(run);
    else like.push([run]);
  }
  const says = like.map((some) => {
    return `${style.list(some.map(wayLabel))}: ${style.span(some.map(coresBusy))}`;
  });
  return `Cores busy – ${says.join("; ")}`;
}

function table({ run, lanes }: Strip): Row[] {
  return lanes.map(({ name, rows }) => {
    const spans = rows.flat();
    const known = spans.every(({ cpuMs }) => cpuMs !== null);
    const total = (measure: (span: Span) => number) =>
      fine(spans.reduce((sum, span) => sum + measure(span), 0));
    return {
      way: wayLabel(run),
      lane: name,
      parts: spans.length,
      "most in progress": rows.length,
      "in progress (ms)": total(({ startMs, endMs }) => endMs - startMs),
      "CPU time (ms)": known ? total(({ cpuMs }) => cpuMs ?? 0) : "not known",
      "run: wall time (ms)": fine(wallMs(run)),
      "run: cores busy": style.times(coresBusy(run)),
    };
  });
}
