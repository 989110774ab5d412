import type { Price } from "../experiments/card/card.js";
import { mustHold } from "../lab/arguments.js";
import * as words from "../words/figures/card.js";
import { duration, UNITS } from "../words/numbers.js";
import type { Figure } from "./figure.js";
import * as style from "./style.js";

const ROW_PX = 26;
/** Powers of ten from a nanosecond on: every third has a unit of its own. */
const POWERS = Array.from({ length: 11 }, (_, power) => power);
const TICKS = {
  tickvals: POWERS.map((power) => 10 ** power),
  ticktext: POWERS.map((power) => (power % 3 === 0 ? `1 ${UNITS[power / 3]}` : "")),
  tickangle: 0,
};

/**
 * The prices of a machine on one logarithmic axis, the cheapest at the top: a dot for the median, a
 * line for eight of ten samples.
 *
 * @throws {TypeError | RangeError} if `prices` does not hold a price.
 */
export function card(prices: readonly Price[]): Figure {
  mustHold(prices, "Cannot draw the card", "'prices' must be an array of one price or more");
  const sorted = prices.toSorted((a, b) => a.ns - b.ns);
  const marks = sorted.map(({ ns }, i) => ({ x: ns, y: (i + 0.5) * ROW_PX }));
  const heightPx = sorted.length * ROW_PX;
  const bottomPx = style.axisPx(2);
  const dot = { color: style.GREY, size: 10 };
  const told = { hovertext: sorted.map(words.price), hoverinfo: "text" };
  return {
    title: words.title(sorted),
    data: [
      ...sorted.map((price, i) => range(price, marks[i]!.y)),
      style.points("price", marks, dot, told),
    ],
    layout: style.layout(heightPx + 8 + bottomPx, bottomPx, {
      margin: { l: 12, r: 68, t: 8, b: bottomPx }, // room for the value of the dearest
      annotations: sorted.map((price, i) => priceWords(price, marks[i]!.y)),
      xaxis: style.axis(words.key, { type: "log", range: rangeOf(sorted), ...TICKS }),
      yaxis: style.pixelAxis(
        heightPx,
        sorted.map(({ what }, i) => ({ yPx: marks[i]!.y, text: broken(what) })),
      ),
    }),
    alt: words.alt(sorted),
    table: sorted.map(words.row),
  };
}

/** From a nanosecond or less on. */
function rangeOf(sorted: readonly Price[]): [number, number] {
  const low = Math.log10(Math.min(...sorted.map(({ lowNs }) => lowNs)));
  const high = Math.log10(Math.max(...sorted.map(({ highNs }) => highNs)));
  return [Math.min(0, low) - 0.2, high + 0.1];
}

function range({ what, lowNs, highNs }: Price, y: number) {
  const ends = [lowNs, highNs].map((x) => ({ x, y }));
  return style.line(what, ends, { color: style.GREY, width: 3 });
}

function priceWords({ ns, highNs }: Price, y: number) {
  // An annotation on a logarithmic axis stands at the power.
  return style.words(duration(ns), Math.log10(highNs), y, { xshift: 9 });
}

/** A label that is long, on two lines. */
function broken(what: string): string {
  return what.length > 24 ? style.plain(what).replace(", ", ",<br>") : style.plain(what);
}
