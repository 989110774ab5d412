import type { Taken } from "../experiments/schedules/execution.js";
import { overwritten, type Played } from "../experiments/schedules/play.js";
import * as words from "../words/figures/schedule.js";
import { letterOf } from "../words/numbers.js";
import type { Figure } from "./figure.js";
import * as style from "./style.js";

const THREAD_PX = 46;
const VALUE_PX = 24;
const GAP_PX = 8;

/** A box in a lane, from one column to another. */
interface Box {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly kind: "step" | "atomic" | "lost" | "waits" | "buffered" | "value";
}

/** A lane and its boxes. */
interface Lane {
  readonly name: string;
  readonly heightPx: number;
  readonly boxes: readonly Box[];
}

/**
 * One schedule as lanes: a box per step of a thread, from left to right; below them the stores that
 * are on their way, and what each variable holds. A store over another thread's, which its own
 * thread has not seen, is orange.
 */
export function schedule(played: Played): Figure {
  const first = played.before.some(({ length }) => length > 0) ? 1 : 0;
  const columns = first + played.steps.length + (played.fate === "stuck" ? 1 : 0);
  const lost = overwritten(played);
  const lanes = [...threadLanes(played, first, lost), ...valueLanes(played, first, columns)];
  const tops = lanes.map((_, i) => topOf(lanes, i));
  const endPx = topOf(lanes, lanes.length);
  const key = words.key(played, lost);
  const bottomPx = style.axisPx(key.length);
  return {
    title: words.title(played, lost),
    data: [boxes(lanes, tops, isAsync(played) ? "async" : "worker")],
    layout: style.layout(endPx + 8 + bottomPx, bottomPx, {
      xaxis: style.axis(key, letters(played, first, columns)),
      yaxis: style.pixelAxis(
        endPx,
        lanes.map(({ name, heightPx }, i) => ({ yPx: tops[i]! + heightPx / 2, text: name })),
      ),
    }),
    alt: words.alt(played, lost),
    table: played.steps.map(words.row),
  };
}

function isAsync({ steps }: Played): boolean {
  return steps.some(({ did }) => words.isAnswer(did));
}

/** Where a lane begins; before the first variable there is a gap. */
function topOf(lanes: readonly Lane[], i: number): number {
  const above = lanes.slice(0, i).reduce((sum, { heightPx }) => sum + heightPx, 4);
  const isValue = (lane: Lane | undefined) => lane?.boxes[0]?.kind === "value";
  return lanes.slice(0, i + 1).some(isValue) ? above + GAP_PX : above;
}

/** A lane per thread, and one for its stores that are on their way, if there were any. */
function threadLanes(played: Played, first: number, lost: readonly unknown[]): Lane[] {
  return played.threads.flatMap((name, i) => {
    const letter = letterOf(i);
    const steps = played.steps.flatMap((it, at): Box[] => {
      if (it.who !== letter) return [];
      const kind = lost[at] ? "lost" : it.did.startsWith("Atomics") ? "atomic" : "step";
      return [{ from: at, to: at + 1, text: onLines(it), kind }];
    });
    const begun = played.before[i]!.map(words.touch).join("<br>");
    const start: Box[] = begun ? [{ from: 0, to: 1, text: begun, kind: "step" }] : [];
    const moved = [...steps, ...waiting(played, letter)].map((box) => moveBy(first, box));
    const own = flights(played, i).map((box) => moveBy(first, box));
    const thread = words.thread(letter, style.plain(name));
    return [
      { name: thread, heightPx: THREAD_PX, boxes: [...start, ...moved] },
      ...(own.length > 0 ? [{ name: words.buffer(letter), heightPx: VALUE_PX, boxes: own }] : []),
    ];
  });
}

/** A box so many columns further: what happened before the first step has a column of its own. */
function moveBy(columns: number, box: Box): Box {
  return { ...box, from: columns + box.from, to: columns + box.to };
}

/** What a variable holds: a box from one change to the next. A step changes it in its middle. */
function valueLanes({ start, steps }: Played, first: number, columns: number): Lane[] {
  return Object.entries(start).map(([name, value]) => {
    const values = [value, ...steps.map(({ memory }) => memory[name]!)];
    const boxes = stretches(values).map(
      ([from, to]): Box => ({
        from: from === 0 ? 0 : first + from - 0.5,
        to: to === values.length ? Math.max(1, columns) : first + to - 0.5,
        text: style.plain(String(values[from])),
        kind: "value",
      }),
    );
    return { name: style.plain(name), heightPx: VALUE_PX, boxes };
  });
}

function boxes(lanes: readonly Lane[], tops: readonly number[], way: string) {
  const all = lanes.flatMap(({ boxes, heightPx }, i) =>
    boxes.map((box) => ({ ...box, yPx: tops[i]! + heightPx / 2, highPx: heightPx - 3 })),
  );
  const looks = all.map(({ kind }) => lookOf(kind, way));
  return {
    ...{ type: "bar", name: "box", orientation: "h", hoverinfo: "skip" },
    base: all.map(({ from }) => from),
    x: all.map(({ from, to }) => to - from),
    y: all.map(({ yPx }) => yPx),
    width: all.map(({ highPx }) => highPx),
    text: all.map(({ text }) => text),
    ...{ textposition: "inside", insidetextanchor: "middle", textangle: 0 },
    constraintext: "inside",
    marker: {
      color: looks.map(({ fill }) => fill),
      line: { width: looks.map(({ width }) => width), color: looks.map(({ line }) => line) },
    },
  };
}

function lookOf(kind: Box["kind"], way: string): { fill: string; line: string; width: number } {
  const { color } = style.lookOf(way);
  const lost = style.lookOf("python threads").color;
  if (kind === "lost") return { fill: style.pale(lost, 0.45), line: lost, width: 2 };
  if (kind === "step") return { fill: style.pale(color, 0.25), line: color, width: 1 };
  if (kind === "atomic") return { fill: style.pale(color, 0.25), line: color, width: 3 };
  if (kind === "buffered") return { fill: style.CLEAR, line: color, width: 1 };
  if (kind === "waits") return { fill: style.CLEAR, line: style.GREY, width: 1 };
  return { fill: style.pale(style.GREY, 0.2), line: style.GREY, width: 1 };
}

/** A step on short lines: boxes are narrow. A thick line around the box stands for "Atomics". */
function onLines({ did, gave, touches }: Taken): string {
  const [verb = "", ...rest] = did.replace("Atomics.", "").split(" ");
  const gives = gave === undefined || words.isAnswer(did) ? [] : ["→", String(gave)];
  const touched = words.isAnswer(did) ? touches.map(words.touch) : [];
  const lines = [...verb.split(/(?=Exchange)/), [...rest, ...gives].join(" "), ...touched];
  return lines.filter(Boolean).map(style.plain).join("<br>");
}

/** Where a thread could not go on. */
function waiting({ steps, fate }: Played, letter: string): Box[] {
  const waits = steps.map(({ blocked }, at) => {
    const last = at + 1 === steps.length && fate !== "stuck";
    return blocked.includes(letter) && !last && steps[at + 1]?.who !== letter;
  });
  return stretches(waits)
    .filter(([from]) => waits[from])
    .map(([from, to]) => ({ from: from + 1, to: to + 1, text: words.waits, kind: "waits" }));
}

/** A thread's stores from their step to their arrival. */
function flights({ steps }: Played, thread: number): Box[] {
  const letter = letterOf(thread);
  const flying = steps.map(({ buffers }) => buffers[thread]!);
  if (flying.every(({ length }) => length === 0)) return [];
  const sent = steps.flatMap(({ who, did }, at) =>
    who === letter && did.startsWith("store ") ? [{ text: did.slice(6), from: at + 1 }] : [],
  );
  const came = steps.flatMap(({ who }, at) => (who === letter.toLowerCase() ? [at + 1] : []));
  // The oldest arrives first.
  return sent.map(({ text, from }, i) => ({
    from,
    to: came[i] ?? steps.length,
    text: style.plain(text),
    kind: "buffered",
  }));
}

/** Stretches of equal values as [from, to). */
function stretches(values: readonly unknown[]): (readonly [number, number])[] {
  const starts = values.flatMap((value, at) => (at > 0 && value === values[at - 1] ? [] : [at]));
  return starts.map((from, i) => [from, starts[i + 1] ?? values.length]);
}

function letters({ steps }: Played, first: number, columns: number) {
  const all = [...(first ? [words.start] : []), ...steps.map(({ who }) => who), "…"];
  const text = all.slice(0, columns);
  return {
    range: [-0.02, Math.max(columns, 1) + 0.02],
    tickvals: text.map((_, i) => i + 0.5),
    ticktext: text,
    tickfont: { size: 14 },
    ...{ ...style.NO_LINES, fixedrange: true },
  };
}
