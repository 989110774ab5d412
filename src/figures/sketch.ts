import * as words from "../words/figures/sketch.js";
import type { Figure } from "./figure.js";
import * as style from "./style.js";

/** A sketch of lanes, from top to bottom: in each the bars `[from, to]`, in any unit. */
export interface Sketch {
  readonly lanes: readonly (readonly (readonly [from: number, to: number])[])[];
  /** A few words below it. */
  readonly caption?: string;
}

const LANE_PX = 24;
const HEAD_PX = 26;
const FOOT_PX = 60;
const HAND = "'Segoe Print', 'Bradley Hand', 'Chalkboard SE', 'Comic Sans MS', system-ui";

/**
 * Sketches side by side, to choose among in a prediction. They look drawn by hand and have no
 * numbers, so that nobody takes them for a measurement.
 * @param given by their letters: `{ A: { lanes: [[[0, 1], [1, 2]]], caption: "in turn" } }`
 * @throws {RangeError} if there is no sketch.
 */
export function sketches(given: Readonly<Record<string, Sketch>>): Figure {
  const all = Object.entries(given).map(([letter, sketch]) => ({ letter, ...sketch }));
  if (all.length === 0) {
    throw new RangeError("Cannot sketch as there must be a sketch or more: current value is {}");
  }
  const lanesPx = LANE_PX * Math.max(...all.map(({ lanes }) => lanes.length));
  const heightPx = HEAD_PX + lanesPx + FOOT_PX;
  const hidden = { visible: false, fixedrange: true };
  return {
    title: words.title(all.map(({ letter }) => letter)),
    data: all.flatMap(drawn),
    layout: style.layout(heightPx, 0, {
      font: { family: HAND, size: 13 },
      margin: { l: 0, r: 0, t: 0, b: 0 },
      xaxis: { ...hidden, range: [0, all.length] },
      yaxis: { ...hidden, range: [heightPx, 0] },
      annotations: all.flatMap((sketch, i) => written(sketch, i, HEAD_PX + lanesPx)),
    }),
    alt: words.alt(all),
    table: all.flatMap(words.rows),
  };
}

function drawn({ lanes }: words.Lettered, column: number) {
  const end = Math.max(1e-9, ...lanes.flat().map(([, to]) => to));
  const x = (at: number) => column + 0.1 + (0.8 * at) / end;
  return lanes.flatMap((bars, i) =>
    bars.map(([from, to], j) => {
      const [top, bottom] = [HEAD_PX + i * LANE_PX + 4, HEAD_PX + (i + 1) * LANE_PX - 4];
      const corners = [
        { x: x(from), y: top },
        { x: x(to), y: top },
        { x: x(to), y: bottom },
        { x: x(from), y: bottom },
      ];
      const shaky = [...corners, corners[0]!].map((corner, k) => shake(corner, i * 31 + j * 7 + k));
      const fill = { fill: "toself", fillcolor: style.pale(style.GREY, 0.25) };
      return style.line("sketch", shaky, { color: style.GREY, width: 2 }, fill);
    }),
  );
}

/** An unsteady hand: the same one every time. */
function shake({ x, y }: style.Mark, step: number): style.Mark {
  return { x: x + 0.006 * Math.sin(step * 12.9), y: y + 1.5 * Math.sin(step * 78.2) };
}

function written({ letter, caption = "" }: words.Lettered, column: number, belowPx: number) {
  const middle = { xanchor: "center", align: "center" };
  // Side by side there is room for two words.
  const pairs = caption.length > 14 ? caption.match(/\S+( \S+)?/g)! : [caption];
  const lines = [words.time, ...pairs.map(style.plain)].join("<br>");
  return [
    style.words(`<b>${style.plain(letter)}</b>`, column + 0.5, HEAD_PX / 2, {
      ...middle,
      font: { size: 18 },
    }),
    style.words(lines, column + 0.5, belowPx + 2, { ...middle, yanchor: "top" }),
  ];
}
