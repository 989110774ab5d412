import type { Span } from "../job.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../run.js";
import { gaps } from "./clicks.js";
import type { Figure, Row } from "./figure.js";
import { groups, middle, typical } from "./groups.js";
import * as style from "./style.js";

/** A gap between two beats (5 ms apart) as long as this: the event loop could not react. */
const FROZEN_MS = 15;

const HEADER_PX = 24;
const LOOP_PX = 14;
const LANE_MAX_PX = 180;
const WANTED_PX = 800;

/** One lane: a thread or process, and its parts in as many rows as were in progress at once. */
interface Lane {
  readonly name: string;
  readonly rows: readonly (readonly Span[])[];
}

/** Where a run's lanes stand in the figure. */
interface Strip {
  readonly run: Run;
  readonly topPx: number;
  readonly lanes: readonly (Lane & { readonly topPx: number; readonly rowPx: number })[];
  readonly loopPx: number;
}

/**
 * Who did what and when: a strip per way, in it a lane per thread or process, in it a bar per part,
 * filled for its CPU time and hollow for the rest, and the event loop's own lane. Of several
 * repeats the one in the middle is drawn.
 * @throws {RangeError} where there are no runs.
 */
export function lanes(runs: Run | readonly Run[]): Figure {
  const chosen = groups("draw lanes", Array.isArray(runs) ? runs : [runs as Run]).map(typical);
  const strips = stack(chosen);
  const heightPx = strips.at(-1)!.loopPx + LOOP_PX;
  const toMs = Math.max(...chosen.map(wallMs));
  const unknown = chosen.some(({ spans }) => spans.some(({ cpuMs }) => cpuMs === null));
  const filled = unknown ? "half-filled: CPU time not known here" : "filled: computing";
  const key = [`${filled} · hollow: waiting`, "ticks: the event loop could react"];
  return {
    title: title(chosen),
    data: strips.flatMap((strip) => [...parts(strip), ...loop(strip)]),
    layout: style.layout(heightPx + style.axisPx(3), {
      annotations: strips.flatMap((strip) => labels(strip)),
      xaxis: style.timeAxis("time since the first part was handed out, ms", toMs, key),
      yaxis: style.pixelAxis(heightPx, ticks(strips)),
      margin: { l: 12, r: 12, t: 0, b: style.axisPx(3) },
    }),
    alt: chosen.map(sentence).join(" "),
    table: strips.flatMap(table),
  };
}

/** What a thread of a way is called; `index` counts from 0. */
function laneName(run: Run, index: number): string {
  if (run.way.includes("process")) return `process ${index + 1}`;
  if (/worker|threads/.test(run.way)) return `thread ${index + 1}`;
  return "main thread";
}

function lanesOf(run: Run): Lane[] {
  const places = new Map<string, Span[]>();
  for (const span of run.spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const place = `${span.pid}/${span.threadId}`;
    places.set(place, [...(places.get(place) ?? []), span]);
  }
  return [...places.values()].map((spans, i) => ({ name: laneName(run, i), rows: inRows(spans) }));
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

function stack(runs: readonly Run[]): Strip[] {
  const all = runs.map(lanesOf);
  const total = all.flat().reduce((sum, lane) => sum + lane.rows.length, 0);
  const roomy = Math.min(18, Math.max(5, Math.floor(WANTED_PX / total)));
  let endPx = 0;
  return runs.map((run, i) => {
    const topPx = endPx;
    endPx += HEADER_PX;
    const placed = all[i]!.map((lane) => {
      const rowPx = Math.min(roomy, LANE_MAX_PX / lane.rows.length);
      const at = endPx;
      endPx += rowPx * lane.rows.length + (roomy > 8 ? 3 : 0);
      return { ...lane, topPx: at, rowPx };
    });
    const loopPx = endPx + 2;
    endPx = loopPx + LOOP_PX;
    return { run, topPx, lanes: placed, loopPx };
  });
}

/** Every part as a pale bar with an outline, and its CPU time as a filled bar in it. */
function parts({ run, lanes }: Strip) {
  const bars = lanes.flatMap(({ rows, topPx, rowPx }) =>
    rows.flatMap((row, i) => row.map((span) => ({ span, yPx: topPx + (i + 0.5) * rowPx, rowPx }))),
  );
  const length = ({ span }: { span: Span }) => span.endMs - span.startMs;
  const cpu = ({ span }: { span: Span }) => Math.min(span.cpuMs ?? 0, span.endMs - span.startMs);
  const crowded = bars.length > 60 * Math.max(1, lanes.length);
  const line = { width: crowded ? 0 : 1, color: style.colorOf(run.way) };
  const common = {
    type: "bar",
    orientation: "h",
    base: bars.map(({ span }) => fine(span.startMs - run.startMs)),
    y: bars.map(({ yPx }) => fine(yPx)),
    width: bars.map(({ rowPx }) => fine(rowPx > 4 ? rowPx - 1.5 : rowPx * 0.8)),
    hoverinfo: "skip",
  };
  const pale = bars.map(({ span }) => style.colorOf(run.way, span.cpuMs === null ? 0.5 : 0.15));
  return [
    {
      ...common,
      name: "part",
      x: bars.map((bar) => fine(length(bar))),
      marker: { color: pale, line },
      hoverinfo: "text",
      hovertext: bars.map(({ span }) => told(run, span)),
    },
    {
      ...common,
      name: "CPU time",
      x: bars.map((bar) => fine(Math.max(0, cpu(bar)))),
      marker: { color: style.colorOf(run.way, 0.8) },
    },
  ];
}

function told(run: Run, { part, startMs, endMs, cpuMs }: Span): string {
  const when = `${fine(startMs - run.startMs)}–${fine(endMs - run.startMs)} ms`;
  return `part ${part}: ${when}, CPU ${cpuMs === null ? "not known" : style.ms(cpuMs)}`;
}

/** A tick where the event loop could react, a hatched bar where it could not. */
function loop({ run, loopPx }: Strip) {
  const yPx = loopPx + LOOP_PX / 2;
  const could = run.beatsMs.filter((at) => at >= run.startMs && at <= run.endMs);
  const not = gaps(run.beatsMs, run.startMs, run.endMs).filter(
    ({ lengthMs }) => lengthMs > FROZEN_MS,
  );
  return [
    {
      type: "scatter",
      mode: "markers",
      name: "could react",
      x: could.map((at) => fine(at - run.startMs)),
      y: could.map(() => yPx),
      marker: { symbol: "line-ns-open", size: LOOP_PX - 4, color: style.GREY, line: { width: 1 } },
      hoverinfo: "skip",
    },
    {
      type: "bar",
      orientation: "h",
      name: "could not react",
      base: not.map(({ fromMs }) => fine(fromMs - run.startMs)),
      x: not.map(({ lengthMs }) => fine(lengthMs)),
      y: not.map(() => yPx),
      width: LOOP_PX - 2,
      marker: {
        color: "rgba(128,128,128,0.15)",
        line: { width: 1, color: style.GREY },
        pattern: {
          shape: "x",
          fgcolor: style.GREY,
          bgcolor: "rgba(0,0,0,0)",
          size: 6,
          solidity: 0.2,
        },
      },
      hovertemplate: "could not react for %{x} ms<extra></extra>",
    },
  ];
}

function labels({ run, topPx }: Strip) {
  const name = style.plain(wayLabel(run));
  return [
    style.words(`<b>${name}</b>  ${values(run)}`, 0, topPx + HEADER_PX / 2 + 3, { xshift: -2 }),
  ];
}

/** One label per lane, or for every so many lanes where they are too thin to write beside each. */
function ticks(strips: readonly Strip[]) {
  return strips.flatMap(({ lanes, loopPx }) => {
    let lastPx = Number.NEGATIVE_INFINITY;
    const named = lanes.flatMap(({ name, topPx, rowPx, rows }) => {
      const yPx = topPx + (rowPx * rows.length) / 2;
      if (yPx - lastPx < 13) return [];
      lastPx = yPx;
      return [{ yPx, text: name }];
    });
    return [...named, { yPx: loopPx + LOOP_PX / 2, text: "event loop" }];
  });
}

/** To 10 µs: enough for a drawing, and short as text. */
function fine(value: number): number {
  return Math.round(value * 100) / 100;
}

function busy(run: Run): number {
  return middle([run], coresBusy);
}

function values(run: Run): string {
  const progress = style.times(middle([run], inProgress));
  return `${style.ms(wallMs(run))} · ${style.times(busy(run))} cores busy · ${progress} in progress`;
}

function sentence(run: Run): string {
  const held = Math.max(...gaps(run.beatsMs, run.startMs, run.endMs).map((gap) => gap.lengthMs));
  const loop =
    held > FROZEN_MS ? `could not react for up to ${style.ms(held)}` : "could react all the time";
  const where = `${lanesOf(run).length} lane(s), ${run.spans.length} part(s)`;
  return `${wayLabel(run)}: ${values(run).replaceAll(" · ", ", ")}; ${where}; the event loop ${loop}.`;
}

/** The message: who keeps more than one core busy. Overlap is never called parallel. */
function title(runs: readonly Run[]): string {
  if (runs.length === 1)
    return `${wayLabel(runs[0]!)}: ${values(runs[0]!).replaceAll(" · ", ", ")}`;
  const said = new Map<string, string[]>();
  for (const run of runs.toSorted((a, b) => busy(b) - busy(a))) {
    const cores = style.times(busy(run));
    said.set(cores, [...(said.get(cores) ?? []), wayLabel(run)]);
  }
  return `Cores busy: ${[...said].map(([cores, ways]) => `${cores} by ${style.list(ways)}`).join("; ")}`;
}

function table({ run, lanes }: Strip): Row[] {
  return lanes.map(({ name, rows }) => {
    const spans = rows.flat();
    const cpu = spans.reduce<number | null>(
      (sum, { cpuMs }) => (sum === null || cpuMs === null ? null : sum + cpuMs),
      0,
    );
    return {
      way: wayLabel(run),
      lane: name,
      parts: spans.length,
      "most in progress": rows.length,
      "in progress (ms)": fine(spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)),
      "CPU time (ms)": cpu === null ? "not known" : fine(cpu),
      "wall time of the run (ms)": fine(wallMs(run)),
      "cores busy in the run": style.times(busy(run)),
    };
  });
}
