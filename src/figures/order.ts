import type { Caller, Order } from "../experiments/order.js";
import { mustHold } from "../lab/arguments.js";
import * as words from "../words/figures/order.js";
import type { Figure } from "./figure.js";
import * as style from "./style.js";

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
  const steps = Math.max(...drawn.map(({ marks }) => marks.length));
  const bottomPx = style.axisPx(words.key.length);
  const axis = { range: [0, steps], showticklabels: false, showgrid: false, zeroline: false };
  return {
    title: words.title(orders, all, MOST),
    data: strips.map(bars),
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      annotations: strips.flatMap((strip) => [
        header(strip),
        ...iterations(strip),
        ...names(strip),
      ]),
      shapes: strips.flatMap(borders),
      xaxis: style.axis(words.key, { ...axis, fixedrange: true }),
      yaxis: style.pixelAxis(heightPx, strips.flatMap(ticks)),
    }),
    alt: drawn.map((it) => words.sentence(it, all)).join(" "),
    table: orders.flatMap((it) => it.marks.map((mark) => words.row(mark, it, all))),
  };
}

const callers = Object.keys(words.callers) as Caller[];

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
  return style.words(`<b>${words.header(order, of)}</b>`, 0, topPx + HEADER_PX / 4);
}

/** Where iterations begin, as numbers of marks before them. */
function starts({ marks }: Order): number[] {
  return marks.flatMap(({ iteration }, i) => (iteration !== marks[i - 1]?.iteration ? [i] : []));
}

function iterations({ order, topPx }: Strip) {
  return starts(order).map((step, i) => {
    const text = words.iteration(order.marks[step]!.iteration, i < 2);
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
  return strip.rows.map((by) => ({ yPx: middlePx(strip, by), text: words.callers[by] }));
}
