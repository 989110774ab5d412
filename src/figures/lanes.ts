import { mustBeOneOf } from "../lab/arguments.js";
import { BLOCKED_MS, gaps, worstGapMs } from "../lab/heartbeat.js";
import type { Span } from "../lab/job.js";
import { coresBusy, inProgress, type Run, wallMs, wayLabel } from "../lab/run.js";
import type { Figure, Row } from "./figure.js";
import { differ, groups, typical } from "./groups.js";
import * as say from "./numbers.js";
import { LOOP_PX, type Strip, stack, ticks } from "./strips.js";
import * as style from "./style.js";

/** What {@link lanes} can be told. */
export interface LanesOptions {
  /** What the title says of each run: its cores busy, or its longest gap. Default: `"cores"`. */
  readonly title?: keyof typeof TITLES;
}

/** What a title can say of several runs: a value of each, and how like values are written. */
const TITLES = {
  cores: { name: "Cores busy", of: coresBusy, text: say.span },
  gaps: {
    name: "Longest gap of the heartbeat",
    of: worstGapMs,
    text: (gaps: readonly number[]) => say.ms(Math.max(...gaps)),
  },
} as const;

/**
 * Who did what and when: a strip per way, in it a lane per thread or process, in it a bar per part,
 * filled for its share of CPU time and hollow for the rest, and the event loop's own lane. Of
 * several repeats the one in the middle is drawn.
 * @throws {RangeError} where there are no runs.
 */
export function lanes(runs: Run | readonly Run[], { title = "cores" }: LanesOptions = {}): Figure {
  mustBeOneOf("Cannot draw lanes", "title", title, Object.keys(TITLES));
  const rows = Array.isArray(runs) ? (runs as readonly Run[]) : [runs as Run];
  const all = groups("draw lanes", rows);
  const names = all.map(({ name }) => name);
  const chosen = all.map(typical);
  const strips = stack(chosen);
  const heightPx = strips.at(-1)!.loopPx + LOOP_PX;
  const bottomPx = style.axisPx(3);
  const key = [
    "time since the run began, ms",
    fillKey(chosen.flatMap(({ spans }) => spans)),
    "event loop: tick = responsive · cross-hatched = blocked",
  ];
  return {
    title: message(chosen, names, title),
    data: strips.flatMap((strip) => [...parts(strip), ...loop(strip)]),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: strips.map((strip) => header(strip, chosen)),
      xaxis: style.axis(key, { range: [0, Math.max(...chosen.map(wallMs)) * 1.01], nticks: 7 }),
      yaxis: style.pixelAxis(heightPx, strips.flatMap(ticks)),
    }),
    alt: strips.map((strip, i) => sentence(strip, names[i]!)).join(" "),
    table: strips.flatMap(table),
  };
}

/** How the filling of a bar is read: when it ran, if that is known, or how much of a core it had. */
function fillKey(spans: readonly Span[]): string {
  if (spans.every(({ ranMs }) => ranMs)) return "dark: running · pale: waiting";
  return spans.every(({ cpuMs }) => cpuMs !== null)
    ? "dark: share of a core used · pale: waited"
    : "all pale: this system reports no CPU time per thread";
}

/**
 * Every part as a pale bar with an outline, and in it filled bars: when it ran, where the part has
 * noted that, and otherwise its share of a core: parts that take turns on one core fill it together.
 */
function parts({ run, lanes }: Strip) {
  const bars = lanes.flatMap(({ rows, topPx, rowPx }) =>
    rows.flatMap((row, i) => row.map((span) => ({ span, yPx: topPx + (i + 0.5) * rowPx, rowPx }))),
  );
  const { color } = style.lookOf(run.way);
  const crowded = bars.length > 100 * lanes.length;
  const place = style.xy(bars.map(({ span, yPx }) => ({ x: span.startMs - run.startMs, y: yPx })));
  const width = bars.map(({ rowPx }) => say.round(rowPx > 4 ? rowPx - 1.5 : rowPx * 0.8));
  const bar = { type: "bar", orientation: "h", base: place.x, y: place.y, width };
  const pale = bars.map(({ span }) => style.pale(color, span.cpuMs === null ? 0.45 : 0.15));
  const part = { color: pale, line: { width: crowded ? 0 : 1, color } };
  const lengths = bars.map(({ span }) => span.endMs - span.startMs);
  const fills = bars.flatMap(({ span, yPx }, i) =>
    filled(span).map(({ from, to, share }) => {
      const high = share * width[i]!;
      // From the bottom of its bar upwards; the axis counts pixels downwards.
      return { x: from - run.startMs, y: yPx + (width[i]! - high) / 2, length: to - from, high };
    }),
  );
  const told = bars.map(({ span }, i) => {
    const busy = span.cpuMs === null ? "CPU time not known" : `CPU ${say.ms(span.cpuMs)}`;
    return `part ${span.part}: ${say.ms(lengths[i]!)}, ${busy}`;
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
    {
      ...bar,
      name: "CPU",
      base: style.xy(fills).x,
      y: style.xy(fills).y,
      width: fills.map(({ high }) => say.round(high)),
      x: fills.map(({ length }) => fine(length)),
      marker: { color },
      opacity: 0.85,
      hoverinfo: "skip",
    },
  ];
}

/** Where a part ran, if it has noted that; otherwise its share of a core, over its whole length. */
function filled({ startMs, endMs, cpuMs, ranMs }: Span) {
  if (ranMs) return ranMs.map(([from, to]) => ({ from, to, share: 1 }));
  const share = Math.min(1, (cpuMs ?? 0) / (endMs - startMs || 1));
  return [{ from: startMs, to: endMs, share }];
}

/** A tick where the event loop could react, a crossed bar where it could not. */
function loop({ run, loopPx }: Strip) {
  const y = loopPx + LOOP_PX / 2;
  const since = (at: number) => ({ x: at - run.startMs, y });
  const beats = run.beatsMs.filter((at) => at >= run.startMs && at <= run.endMs).map(since);
  const blocked = gaps(run).filter((gap) => gap.lengthMs > BLOCKED_MS);
  const line = { width: 1, color: style.GREY };
  const pattern = { shape: "x", fgcolor: style.GREY, bgcolor: style.CLEAR, size: 6, solidity: 0.2 };
  const place = style.xy(blocked.map(({ fromMs }) => since(fromMs)));
  const tick = { symbol: "line-ns-open", size: LOOP_PX - 6, color: style.GREY, line };
  const bar = { type: "bar", orientation: "h", base: place.x, y: place.y, width: LOOP_PX - 2 };
  const x = blocked.map(({ lengthMs }) => fine(lengthMs));
  const hovertemplate = "blocked for %{x} ms<extra></extra>";
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

/** A run's values; its job's name and its parts too, where they differ. The way stands at the left. */
function header({ run, headerPx }: Strip, all: readonly Run[]) {
  const job = differ(all, ({ job }) => job) ? [`<b>${style.plain(run.job)}</b>`] : [];
  const same = all.filter(({ job, size }) => job === run.job && size === run.size);
  const parts = differ(same, ({ parts }) => parts) ? [say.counted(run.parts, "part")] : [];
  return style.words([...job, ...parts, values(run)].join(" · "), 0, headerPx + 2);
}

/** To 1 µs: enough for a drawing, and short as text. */
function fine(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function values(run: Run): string {
  const busy = `${say.times(coresBusy(run))} cores busy`;
  return `${say.ms(wallMs(run))} · ${busy} · ${say.times(inProgress(run))} in progress`;
}

function sentence({ run, lanes }: Strip, name: string): string {
  const worst = worstGapMs(run);
  const could = worst > BLOCKED_MS ? `was blocked for at most ${say.ms(worst)}` : "was responsive";
  const drawn = `parts: ${run.spans.length}, lanes: ${lanes.length}`;
  return `${name}: ${values(run).replaceAll(" · ", ", ")}; ${drawn}; the event loop ${could}.`;
}

/** How many cores each run keeps busy, or its longest gap. Overlap is never called parallel. */
function message(runs: readonly Run[], names: readonly string[], about: keyof typeof TITLES) {
  const [run] = runs;
  if (runs.length === 1 && about === "cores") {
    return `${names[0]}: ${values(run!).replaceAll(" · ", ", ")}`;
  }
  const { name, of, text } = TITLES[about];
  const all = runs.map((run, i) => ({ name: names[i]!, value: of(run) }));
  return `${name} – ${say.ranking(all, text)}`;
}

function table({ run, lanes }: Strip): Row[] {
  return lanes.map(({ name, rows }) => {
    const spans = rows.flat();
    const known = spans.every(({ cpuMs }) => cpuMs !== null);
    const total = (measure: (span: Span) => number) =>
      fine(spans.reduce((sum, span) => sum + measure(span), 0));
    return {
      job: run.job,
      way: wayLabel(run),
      lane: name,
      parts: spans.length,
      "most in progress": rows.length,
      "in progress (ms)": total(({ startMs, endMs }) => endMs - startMs),
      "CPU time (ms)": known ? total(({ cpuMs }) => cpuMs ?? 0) : "not known",
      "run: wall time (ms)": fine(wallMs(run)),
      "run: cores busy": say.times(coresBusy(run)),
    };
  });
}
