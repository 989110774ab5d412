import { type ClickWait, clickWait } from "../lab/heartbeat.js";
import { type Run, wallMs } from "../lab/run.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups, typical } from "./groups.js";
import { rows } from "./rows.js";
import * as style from "./style.js";

/** People feel from about here that an answer is not immediate (Miller 1968, Nielsen 1993). */
const NOTICED_MS = 100;
const MARKS_PX = 16;

/**
 * How long a click would have waited, per way: median, 99th percentile and worst.
 * @throws {RangeError} if there are no runs.
 */
export function clicks(runs: readonly Run[]): Figure {
  const all = groups("draw clicks", runs).map((group): Waiting => {
    return { ...group, wait: clickWait(typical(group)) };
  });
  const worst = Math.max(...all.map(({ wait }) => wait.worst));
  const { tops, layout } = rows(all, {
    marksPx: MARKS_PX,
    values,
    axis: "how long a click waits, ms",
    toMs: worst * 1.05,
    key: ["circle: 50 of 100 clicks wait less · square: 99 of 100", "line's end: longest wait"],
  });
  return {
    title: title(all),
    data: all.flatMap(({ way, wait }, i) => marks(way, wait, tops[i]! + MARKS_PX / 2)),
    layout: worst > NOTICED_MS ? withNoticed(layout) : layout,
    alt: all.map(sentence).join(" "),
    table: all.map(row),
  };
}

interface Waiting extends Group {
  readonly wait: ClickWait;
}

function values({ wait: { median, p99, worst } }: Waiting): string {
  return `median ${say.ms(median)} · 99 % ${say.ms(p99)} · worst ${say.ms(worst)}`;
}

function sentence(group: Waiting): string {
  const waits = values(group).replaceAll(" · ", ", ").replace("99 %", "99 of 100 up to");
  return `A click during ${group.name} waits: ${waits}.`;
}

/** Nested, the longest wait the highest: where all three are short, each can still be seen. */
const SYMBOLS = ["circle", "square-open", "line-ns-open"];
const SIZES = [6, 12, 18];

function marks(way: string, { median, p99, worst }: ClickWait, y: number) {
  const { color } = style.lookOf(way);
  const marker = { symbol: SYMBOLS, color, size: SIZES, line: { width: 2, color } };
  const wait = [median, p99, worst].map((x) => ({ x, y }));
  const ends = [
    { x: 0, y },
    { x: worst, y },
  ];
  return [
    style.line("range", ends, { color, width: 3 }),
    style.points("wait", wait, marker, { hovertemplate: "%{x} ms<extra></extra>" }),
  ];
}

const NOTICED_PX = 16;

/** A dotted line from where people notice, and its name above the rows. */
function withNoticed<L extends { height: number; margin: object; annotations: object[] }>(own: L) {
  const line = { color: style.GREY, width: 1, dash: "dot" };
  const upright = {
    type: "line",
    x0: NOTICED_MS,
    x1: NOTICED_MS,
    y0: 0,
    y1: 1,
    yref: "paper",
    line,
  };
  const place = { yref: "paper", yanchor: "bottom", xanchor: "center" };
  const name = style.words(`from ${NOTICED_MS} ms on, people notice`, NOTICED_MS, 1, place);
  return {
    ...own,
    height: own.height + NOTICED_PX,
    margin: { ...own.margin, t: 8 + NOTICED_PX },
    annotations: [...own.annotations, name],
    shapes: [upright],
  };
}

function title(all: readonly Waiting[]): string {
  const waits = all.map(({ name, wait }) => ({ name, value: wait.p99 }));
  const longest = (values: readonly number[]) => say.ms(Math.max(...values));
  return `99 of 100 clicks wait at most – ${say.ranking(waits, longest)}`;
}

function row(group: Waiting): Row {
  return {
    job: group.job,
    way: group.label,
    "median wait (ms)": say.round(group.wait.median),
    "99th percentile (ms)": say.round(group.wait.p99),
    "worst (ms)": say.round(group.wait.worst),
    "wall time (ms)": say.round(wallMs(typical(group))),
  };
}
