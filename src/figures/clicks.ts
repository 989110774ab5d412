import { type ClickWait, clickWait } from "../lab/heartbeat.js";
import { type Run, wallMs } from "../lab/run.js";
import * as words from "../words/figures/clicks.js";
import type { Figure } from "./figure.js";
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
    values: words.values,
    axis: words.axis,
    toMs: worst * 1.05,
    key: words.key,
  });
  return {
    title: words.title(all),
    data: all.flatMap(({ way, wait }, i) => marks(way, wait, tops[i]! + MARKS_PX / 2)),
    layout: worst > NOTICED_MS ? withNoticed(layout) : layout,
    alt: all.map(words.sentence).join(" "),
    table: all.map((group) => words.row(group, wallMs(typical(group)))),
  };
}

interface Waiting extends Group {
  readonly wait: ClickWait;
}

/** Nested, the longest wait the highest: where all three are short, each can still be seen. */
const SYMBOLS = ["circle", "square-open", "line-ns-open"];
const SIZES = [6, 12, 18];

function marks(way: string, { median, p99, worst }: ClickWait, y: number) {
  const { color } = style.lookOf(way);
  const marker = { symbol: SYMBOLS, color, size: SIZES, line: { width: 2, color } };
  const wait = [median, p99, worst].map((x) => ({ x, y }));
  const ends = [0, worst].map((x) => ({ x, y }));
  return [
    style.line("range", ends, { color, width: 3 }),
    style.points("wait", wait, marker, { hovertemplate: style.hover(words.hover) }),
  ];
}

const NOTICED_PX = 16;

/** A dotted line from where people notice, and its name above the rows. */
function withNoticed<L extends { height: number; margin: object; annotations: object[] }>(own: L) {
  const at = { x0: NOTICED_MS, x1: NOTICED_MS, y0: 0, y1: 1, yref: "paper" };
  const upright = { type: "line", ...at, line: { color: style.GREY, width: 1, dash: "dot" } };
  const place = { yref: "paper", yanchor: "bottom", xanchor: "center" };
  const name = style.words(words.noticed(NOTICED_MS), NOTICED_MS, 1, place);
  return {
    ...own,
    height: own.height + NOTICED_PX,
    margin: { ...own.margin, t: 8 + NOTICED_PX },
    annotations: [...own.annotations, name],
    shapes: [upright],
  };
}
