import type { Result } from "../experiments/classroom.js";
import { mustHold } from "../lab/arguments.js";
import * as words from "../words/figures/classroom.js";
import type { Figure } from "./figure.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** More than this of a core in other hands, and a speed-up says more of them than of the machine. */
const DISTURBED = 0.1;
const NEAR = 0.75;
const WORKER = style.lookOf("worker").color;

/**
 * The machines of a class: the highest speed-up of each over the cores that it may use. Dashed is
 * what as many workers as cores could reach at best.
 *
 * @throws {TypeError | RangeError} if `results` does not hold a result.
 */
export function classroom(results: readonly Result[]): Figure {
  mustHold(results, "Cannot draw the class", "'results' must be an array of one result or more");
  const marks = results.map((it) => ({ x: it.cores, y: best(it).speedUp }));
  const cores = Math.max(...marks.map(({ x }) => x));
  const ideal = idealUpTo(cores, Math.max(...results.map((it) => best(it).widest)));
  const highest = Math.max(...[...marks, ...ideal].map(({ y }) => y));
  const scale = (most: number) => ({ type: "linear", range: [0, 1.08 * most] }) as const;
  const title = message(results);
  return {
    title,
    data: [style.ideal(words.ideal, ideal), machines(results, marks)],
    layout: plane.layout(
      { title: words.key, scale: scale(cores), ticks: plane.multiples(cores) },
      { title: [words.axis], scale: scale(highest) },
      [{ name: words.ideal, ...ideal.at(-1)! }],
    ),
    alt: `${title}. ${results.map(says).join("; ")}.`,
    table: results.map((it) => words.row(it, best(it).speedUp)),
  };
}

function machines(results: readonly Result[], marks: readonly style.Mark[]) {
  const symbol = results.map((it) => (it.othersBusy > DISTURBED ? "circle-open" : "circle"));
  const line = { width: 2, color: WORKER };
  const look = { color: WORKER, symbol, size: 10, opacity: 0.85, line };
  return style.points("machine", marks, look, { hovertext: results.map(says), hoverinfo: "text" });
}

/** A speed-up of as many as there are cores, but not of more than there were workers. */
function idealUpTo(cores: number, workers: number): style.Mark[] {
  const ends = [1, Math.min(cores, workers), cores];
  return [...new Set(ends)].map((x) => ({ x, y: Math.min(x, workers) }));
}

function best({ speedUp }: Result) {
  const widths = Object.keys(speedUp).map(Number);
  return { speedUp: Math.max(...Object.values(speedUp)), widest: Math.max(...widths) };
}

function says(result: Result): string {
  return style.plain(words.machine(result, best(result).speedUp));
}

/** The range, and how many reach most of what their cores allow; disturbed machines say nothing. */
function message(results: readonly Result[]): string {
  const calm = results.filter(({ othersBusy }) => othersBusy <= DISTURBED);
  const reached = calm.map((it) => {
    const { speedUp, widest } = best(it);
    return { speedUp, isNear: speedUp >= NEAR * Math.min(it.cores, widest) };
  });
  return words.title(results.length, reached);
}
