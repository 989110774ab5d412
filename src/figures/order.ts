import type { Caller, Mark, Order } from "../experiments/order.js";
import { mustHold } from "../lab/arguments.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import * as style from "./style.js";

/** The rows, from top to bottom, and what stands at their left. */
const CALLERS: Readonly<Record<Caller, string>> = {
  synchronous: "synchronous code",
  nextTick: "microtask: nextTick",
  promise: "microtask: promise",
  timer: "timer",
  immediate: "setImmediate",
  other: "file, message, …",
};
const ROW_PX = 22;
const HEADER_PX = 44;
const GAP_PX = 14;
/** So many orders are drawn; the title tells how many more there were. */
const MOST = 4;

/** An order, and where it stands: the top of its header, its rows, and how many bars there are. */
interface Strip {
  readonly order: Order;
  readonly topPx: number;
  readonly rows: readonly Caller[];
  readonly of: number;
}

/**
 * In which order marks were reached: a bar per mark, from left to right, in the row of what called
 * its code; a line where another iteration of the event loop begins. Several orders stand below
 * each other, with the number of runs in which each came out.
 * @throws {TypeError | RangeError} if there is no order.
 */
export function order(orders: readonly Order[]): Figure {
  mustHold(orders, "Cannot draw an order", "'orders' must be what loop.order(…) promises");
  const all = orders.reduce((sum, { runs }) => sum + runs, 0);
  const drawn = orders.slice(0, MOST);
  const marks = drawn.flatMap(({ marks }) => marks);
  const rows = callers.filter((caller) => marks.some(({ by }) => by === caller));
  const stripPx = HEADER_PX + rows.length * ROW_PX + GAP_PX;
  const strips = drawn.map((order, i): Strip => ({ order, topPx: i * stripPx, rows, of: all }));
  const heightPx = strips.length * stripPx;
  const key = [
    "time → (steps, not milliseconds)",
    "dotted: the next iteration of the event loop",
    "(iterations without a mark are left out)",
  ];
  const steps = Math.max(...drawn.map(({ marks }) => marks.length));
  const bottomPx = style.axisPx(key.length);
  const axis = { range: [0, steps], showticklabels: false, showgrid: false, zeroline: false };
  return {
    title: title(orders, all),
    data: strips.map(bars),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: strips.flatMap((strip) => [
        header(strip),
        ...iterations(strip),
        ...names(strip),
      ]),
      shapes: strips.flatMap(borders),
      xaxis: style.axis(key, { ...axis, fixedrange: true }),
      yaxis: style.pixelAxis(heightPx, strips.flatMap(ticks)),
    }),
    alt: drawn.map((it) => sentence(it, all)).join(" "),
    table: orders.flatMap((it) => it.marks.map((mark) => row(mark, it, all))),
  };
}

const callers = Object.keys(CALLERS) as Caller[];

function labels({ marks }: Order): string {
  return marks.map(({ label }) => label).join(", ");
}

function title(orders: readonly Order[], all: number): string {
  const [first] = orders;
  if (orders.length === 1) return `In all of ${say.counted(all, "run")}: ${labels(first!)}`;
  const said = orders.slice(0, MOST).map((it) => `${labels(it)} (${it.runs} of ${all} runs)`);
  const more = orders.length > MOST ? ` or ${orders.length - MOST} others` : "";
  return `Nothing decides it: ${said.join(" or ")}${more}`;
}

/** The height of a mark's bar, in the middle of its row. */
function middlePx({ topPx, rows }: Strip, by: Caller): number {
  return topPx + HEADER_PX + (rows.indexOf(by) + 0.5) * ROW_PX;
}

function bars(strip: Strip) {
  const { marks } = strip.order;
  return {
    ...{ type: "bar", orientation: "h", name: "mark", hoverinfo: "skip" },
    base: marks.map((_, i) => i + 0.04),
    x: marks.map(() => 0.92),
    y: marks.map(({ by }) => middlePx(strip, by)),
    width: marks.map(() => ROW_PX - 4),
    marker: { color: style.pale(style.GREY, 0.3), line: { width: 1, color: style.GREY } },
  };
}

function names(strip: Strip) {
  return strip.order.marks.map(({ label, by }, i) =>
    style.words(`<b>${style.plain(label)}</b>`, i + 0.5, middlePx(strip, by), {
      xanchor: "center",
    }),
  );
}

function header({ order, topPx, of }: Strip) {
  const runs = order.runs === of ? `all of ${of} runs` : `${order.runs} of ${of} runs`;
  return style.words(`<b>${runs}</b>`, 0, topPx + HEADER_PX / 4);
}

/** Where iterations begin, as numbers of marks before them. */
function starts({ marks }: Order): number[] {
  return marks.flatMap(({ iteration }, i) => (iteration !== marks[i - 1]?.iteration ? [i] : []));
}

function iterations({ order, topPx }: Strip) {
  return starts(order).map((step, i) => {
    const { iteration } = order.marks[step]!;
    const words = i < 2 ? `iteration ${iteration}` : `${iteration}`;
    const text = iteration === 0 ? "the call" : words;
    return style.words(text, step, topPx + (3 * HEADER_PX) / 4, { xshift: step === 0 ? 0 : 4 });
  });
}

function borders({ order, topPx, rows }: Strip) {
  const line = { color: style.GREY, width: 1, dash: "dot" };
  const ends = { y0: topPx + HEADER_PX / 2, y1: topPx + HEADER_PX + rows.length * ROW_PX };
  return starts(order)
    .filter((step) => step > 0)
    .map((step) => ({ type: "line", x0: step, x1: step, ...ends, line }));
}

function ticks(strip: Strip) {
  return strip.rows.map((by) => ({ yPx: middlePx(strip, by), text: CALLERS[by] }));
}

function sentence(order: Order, all: number): string {
  const said = order.marks.map(({ label, by, iteration }) => {
    const where = iteration === 0 ? "in the call" : `in iteration ${iteration}`;
    return `${label} (${CALLERS[by]}, ${where})`;
  });
  return `${order.runs} of ${say.counted(all, "run")}: ${said.join(", ")}.`;
}

function row({ label, by, iteration }: Mark, { runs }: Order, all: number): Row {
  return { runs: `${runs} of ${all}`, mark: label, "called by": CALLERS[by], iteration };
}
