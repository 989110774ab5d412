import { type Run, wayLabel } from "../lab/run.js";
import * as queueWords from "../words/figures/deliveries.js";
import * as words from "../words/figures/lanes.js";
import { round } from "../words/numbers.js";
import { type Drawn, deliveriesOf, happenings } from "./deliveries.js";
import { gather } from "./groups.js";
import * as style from "./style.js";

/** Heights: rows share what is wanted; a crowded lane is no higher than LANE_PX. */
const HEADER_PX = 24;
const LANE_PX = 180;
const WANTED_PX = 800;
const GAP_PX = 3;
const MOST_LETTERS = 14;
/** What happened to a host stands over its lane. */
export const CAPTION_PX = 13;
export const LOOP_PX = 14;

/** One lane: a thread, process or host, and its parts in as many rows as were in progress at once. */
interface Lane {
  readonly name: string;
  readonly rows: readonly (readonly Drawn[])[];
  readonly host?: number;
  readonly captionPx?: number;
}

/** A lane, and where its first row begins. */
type Placed = Lane & { readonly topPx: number; readonly rowPx: number };

/** A run, and where its header, its lanes and its event loop stand in the figure. */
export interface Strip {
  readonly run: Run;
  readonly headerPx: number;
  readonly lanes: readonly Placed[];
  readonly loopPx: number;
}

/** Sets all strips and lanes below each other, rows as high as there is room for. */
export function stack(runs: readonly Run[]): Strip[] {
  const all = runs.map((run) => ({ run, lanes: lanesOf(run) }));
  const rows = all.flatMap(({ lanes }) => lanes).reduce((sum, lane) => sum + lane.rows.length, 0);
  const roomPx = Math.min(18, Math.max(5, Math.floor(WANTED_PX / Math.max(1, rows))));
  let endPx = 0;
  const take = (px: number) => {
    endPx += px;
    return endPx - px;
  };
  return all.map(({ run, lanes }) => {
    const highPx = run.way.includes(" ") ? 1.5 * HEADER_PX : HEADER_PX;
    const headerPx = take(highPx) + highPx / 2;
    const placed = lanes.map((lane) => {
      const rowPx = Math.min(roomPx, LANE_PX / lane.rows.length);
      take(lane.captionPx ?? 0);
      const topPx = take(rowPx * lane.rows.length + (roomPx > 8 ? GAP_PX : 0));
      return { ...lane, topPx, rowPx };
    });
    return { run, headerPx, lanes: placed, loopPx: take(LOOP_PX + 2 * GAP_PX) + GAP_PX };
  });
}

/** What a lane is, by the name of the way; a model's is a lane and nothing else. */
const KINDS = [
  [/process/, "process"],
  [/worker|threads/, "thread"],
  [/model/, "lane"],
] as const;

/** The lanes of a run, in the order in which their first parts started. */
function lanesOf(run: Run): Lane[] {
  if (run.deliveries) return hostLanes(run, run.deliveries.hosts);
  const kind = KINDS.find(([way]) => way.test(run.way))?.[1];
  const spans = run.spans.toSorted((a, b) => a.startMs - b.startMs);
  return gather(spans, ({ pid, threadId }) => [pid, threadId]).map((own, i) => ({
    name: kind ? words.lane(kind, i + 1) : words.mainThread,
    rows: inRows(own),
  }));
}

/** A lane per host, also of one that ran nothing. */
function hostLanes(run: Run, hosts: readonly { readonly name: string }[]): Lane[] {
  const all = deliveriesOf(run).sort((a, b) => a.startMs - b.startMs);
  const lost = all.filter(({ host = -1 }) => !hosts[host]);
  const lanes = hosts.map(({ name }, host): Lane => {
    const rows = inRows(all.filter((it) => it.host === host));
    const captionPx = happenings(run).some((it) => it.host === host) ? CAPTION_PX : 0;
    return { name, host, captionPx, rows: rows.length > 0 ? rows : [[]] };
  });
  return lost.length > 0 ? [...lanes, { name: queueWords.nowhere, rows: inRows(lost) }] : lanes;
}

/** Puts each span, in order of their starts, into the first row that is free by then. */
function inRows(spans: readonly Drawn[]): Drawn[][] {
  const rows: Drawn[][] = [];
  for (const span of spans) {
    const free = rows.find((row) => row.at(-1)!.endMs <= span.startMs);
    if (free) free.push(span);
    else rows.push([span]);
  }
  return rows;
}

/** What stands at the left: way, lanes (of thin ones not all) and event loop. */
export function ticks({ run, headerPx, lanes, loopPx }: Strip) {
  const loop = { yPx: loopPx + LOOP_PX / 2, text: words.eventLoop };
  let lastPx = headerPx;
  const named = lanes.flatMap(({ name, topPx, rowPx, rows }) => {
    const yPx = topPx + (rowPx * rows.length) / 2;
    if (yPx - lastPx < 13 || loop.yPx - yPx < 12) return [];
    lastPx = yPx;
    return [{ yPx, text: style.plain(shortened(name)) }];
  });
  const way = { yPx: headerPx, text: `<b>${style.label(wayLabel(run))}</b>` };
  return [way, ...named, loop];
}

/** The name of a machine may be long, and the figure narrow. */
function shortened(name: string): string {
  return name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
}

/** A bar from one moment to another; its middle and its height are pixels. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number;
  readonly yPx: number;
  readonly highPx: number;
}

/** Bars as Plotly wants them: a list for each side. */
export function bars(name: string, all: readonly Bar[], startMs: number) {
  const { x: base, y } = style.xy(all.map((bar) => ({ x: bar.fromMs - startMs, y: bar.yPx })));
  const width = all.map(({ highPx }) => round(highPx));
  const x = all.map(({ fromMs, toMs }) => fine(toMs - fromMs));
  return { type: "bar", orientation: "h", name, base, y, width, x };
}

/** To 1 µs: enough for a drawing, and short as text. */
export function fine(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A part's bar: its middle and its height. */
export interface PartBar extends Bar {
  readonly span: Drawn;
}

export function barsOf({ lanes }: Strip): PartBar[] {
  return lanes.flatMap(({ rows, topPx, rowPx }) => {
    const highPx = rowPx > 4 ? rowPx - 1.5 : rowPx * 0.8;
    const barOf = (span: Drawn, row: number) => {
      const [fromMs, toMs] = [span.startMs, span.endMs];
      return { span, fromMs, toMs, yPx: topPx + (row + 0.5) * rowPx, highPx };
    };
    return rows.flatMap((row, i) => row.map((span) => barOf(span, i)));
  });
}
