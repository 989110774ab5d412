import type { Span } from "../lab/job.js";
import { type Run, wayLabel } from "../lab/run.js";
import * as words from "../words/figures/lanes.js";
import { gather } from "./groups.js";
import * as style from "./style.js";

/** Heights: rows share what is wanted; a crowded lane is no higher than LANE_PX. */
const HEADER_PX = 24;
const LANE_PX = 180;
const WANTED_PX = 800;
const GAP_PX = 3;
export const LOOP_PX = 14;

/** One lane: a thread or process, and its parts in as many rows as were in progress at once. */
interface Lane {
  readonly name: string;
  readonly rows: readonly (readonly Span[])[];
}

/** A run, and where its header, its lanes and its event loop stand in the figure. */
export interface Strip {
  readonly run: Run;
  readonly headerPx: number;
  readonly lanes: readonly (Lane & { readonly topPx: number; readonly rowPx: number })[];
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
  const kind = KINDS.find(([way]) => way.test(run.way))?.[1];
  const spans = run.spans.toSorted((a, b) => a.startMs - b.startMs);
  return gather(spans, ({ pid, threadId }) => [pid, threadId]).map((own, i) => ({
    name: kind ? words.lane(kind, i + 1) : words.mainThread,
    rows: inRows(own),
  }));
}

/** Puts each span, in order of their starts, into the first row that is free by then. */
function inRows(spans: readonly Span[]): Span[][] {
  const rows: Span[][] = [];
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
    return [{ yPx, text: name }];
  });
  const way = { yPx: headerPx, text: `<b>${style.label(wayLabel(run))}</b>` };
  return [way, ...named, loop];
}
