import type { Result } from "../experiments/classroom.js";
import { mustHold } from "../lab/arguments.js";
import { count, counted, round, times } from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
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
  const key = ["cores that may be used", "dot: a machine · open: other programs were busy"];
  const scale = (most: number) => ({ type: "linear", range: [0, 1.08 * most] }) as const;
  const title = message(results);
  return {
    title,
    data: [style.points("ideal", ideal, {}, DASHES), machines(results, marks)],
    layout: plane.layout(
      { title: key, scale: scale(cores), ticks: plane.multiples(cores) },
      { title: ["highest speed-up"], scale: scale(highest) },
      [{ name: "ideal", ...ideal.at(-1)! }],
    ),
    alt: `${title}. ${results.map(says).join("; ")}.`,
    table: results.map(row),
  };
}

const DASHES = {
  mode: "lines",
  line: { dash: "dash", color: style.GREY },
  hoverinfo: "skip",
};

function machines(results: readonly Result[], marks: readonly style.Mark[]) {
  const symbol = results.map((it) => (it.othersBusy > DISTURBED ? "circle-open" : "circle"));
  const look = {
    color: WORKER,
    symbol,
    size: 10,
    opacity: 0.85,
    line: { width: 2, color: WORKER },
  };
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
  return `${style.plain(result.cpu)}, ${counted(result.cores, "core")}: ${times(best(result).speedUp)}`;
}

/** The message: the range, and how many reach most of what their cores allow. */
function message(results: readonly Result[]): string {
  const calm = results.filter(({ othersBusy }) => othersBusy <= DISTURBED);
  const machines = counted(results.length, "machine");
  if (calm.length === 0) return `${machines}: other programs were busy on all of them`;
  const speedUps = calm.map((it) => best(it).speedUp).sort((a, b) => a - b);
  const range = [...new Set([speedUps[0]!, speedUps.at(-1)!].map(times))].join(" to ");
  const near = calm.filter((it) => {
    const { speedUp, widest } = best(it);
    return speedUp >= NEAR * Math.min(it.cores, widest);
  });
  const reach = `${count(near.length)} of ${count(calm.length)} reach three quarters of the ideal`;
  return `${machines}: speed-up ${range}; ${reach}`;
}

/** The rows that tell machines apart best; the others stand in the files. */
const PRICES = ["start a worker", "start a process"] as const;

function row(result: Result): Row {
  const { cpu, cores, threadsPerCore, node, speedUp, prices } = result;
  const workers = Object.entries(speedUp).map(([n, factor]) => [`${n} workers`, times(factor)]);
  const ms = PRICES.map((what) => [`${what} (ms)`, prices[what] ? round(prices[what] / 1e6) : "–"]);
  return {
    processor: cpu,
    cores: round(cores),
    "threads per core": threadsPerCore ?? "–",
    node,
    "highest speed-up": times(best(result).speedUp),
    ...Object.fromEntries([...workers, ...ms]),
    "cores busy with others": round(result.othersBusy),
  };
}
