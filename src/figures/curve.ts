import { mustBeOneOf } from "../lab/arguments.js";
import type { Run } from "../lab/run.js";
import * as say from "../words/numbers.js";
import { alone, factor, fastest, leaders } from "./fastest.js";
import type { Figure, Row } from "./figure.js";
import { differ, type Group, gather, groups } from "./groups.js";
import * as plane from "./plane.js";
import { sampleRow } from "./rows.js";
import * as style from "./style.js";

/** What {@link curve} draws. */
export interface CurveOptions {
  /** What the x axis shows: how many parts at once, the job's size, or the number of parts. */
  readonly x: "width" | "size" | "parts";
  /** Times as fast as `single` (or as the narrowest), or wall time. Default: times over width. */
  readonly y?: "times" | "ms";
}

/** A group on its curve, and the group that it is compared with. */
interface Point extends style.Mark {
  readonly group: Group;
  readonly base: Group;
}

/** The points of one way, from left to right. */
interface Line {
  readonly name: string;
  readonly points: readonly Point[];
}

const UNITS = { width: "parts at once", size: "size of the job", parts: "number of parts" };
const MEASURES = { times: "times as fast", ms: "wall time, ms" };
/** A job that keeps less of a core busy than this, on its own, spends its time waiting. */
const WAITS = 0.5;

/**
 * How wall time, or how many times as fast, depends on the width, the size or the number of parts:
 * a line joins the medians of each way, and every repeat is a point. Dashed is the ideal: parts
 * that compute share out the cores, parts that wait go in waves.
 * @throws {RangeError} if there are no runs or no such `x`.
 */
export function curve(runs: readonly Run[], { x, y }: CurveOptions): Figure {
  const all = groups("draw a curve", runs);
  mustBeOneOf("Cannot draw a curve", "x", x, Object.keys(UNITS));
  const unit = y ?? (x === "width" ? "times" : "ms");
  /** A wall time on the y axis. */
  const toY = (ms: number, base: Group) => (unit === "times" ? base.medianMs / ms : ms);
  const lines = linesOf(all, x, toY);
  const points = lines.flatMap((line) => line.points);
  const drawn = lines.map((line) => seriesOf(line, toY));
  const ideal = {
    name: "ideal",
    points: idealsOf(points, runs[0]!.cores).map(({ x, ms, base }) => ({ x, y: toY(ms, base) })),
  };
  const xs = [...new Set(points.map((point) => point.x))];
  const ys = [...drawn.flatMap(({ repeats }) => repeats), ...ideal.points].map((mark) => mark.y);
  const title = `Fastest: ${winners(points, x, unit)}`;
  return {
    title,
    data: [
      style.line(ideal.name, ideal.points, { dash: "dash", color: style.GREY }),
      ...drawn.flatMap(plane.series),
    ],
    layout: plane.layout(
      { title: [UNITS[x]], scale: plane.scaleOf(xs), ticks: plane.ticks(xs) },
      { title: [MEASURES[unit]], scale: plane.scaleOf(ys) },
      [...drawn, ideal].map(plane.end),
    ),
    alt: `${title}. ${lines.map((line) => sentence(line, unit)).join(" ")}`,
    table: points.map((point) => row(point, x)),
  };
}

type ToY = (ms: number, base: Group) => number;

function linesOf(all: readonly Group[], x: CurveOptions["x"], toY: ToY): Line[] {
  const fixed = (["size", "parts", "width"] as const).filter((name) => name !== x);
  const several = differ(all, ({ job }) => job);
  const key = (group: Group) => [group.job, group.way, ...fixed.map((name) => group[name])];
  return gather(all, key).map((own) => {
    const line = own.toSorted((a, b) => a[x] - b[x]);
    const { job, way, label } = line[0]!;
    const points = line.map((group) => {
      const base = alone(group, all) ?? line[0]!;
      return { group, base, x: group[x], y: toY(group.medianMs, base) };
    });
    return { name: `${several ? `${job}: ` : ""}${x === "width" ? way : label}`, points };
  });
}

function seriesOf({ name, points }: Line, toY: ToY): plane.Series {
  const repeats = points.flatMap(({ x, group, base }) =>
    group.wallsMs.map((ms) => ({ x, y: toY(ms, base) })),
  );
  return { name, points, repeats, look: style.lookOf(points[0]!.group.way), told: "%{y} at %{x}" };
}

/**
 * The least wall time that the widest group at each x can reach: computing needs a core for each
 * part in progress; waiting needs none, and goes in waves of so many parts at once.
 */
function idealsOf(points: readonly Point[], cores: number) {
  const steps = ({ width, parts }: Group, waits: boolean) =>
    waits ? Math.ceil(parts / width) : 1 / Math.min(width, cores);
  return gather(points, ({ x }) => [x])
    .map((here) => here.reduce((a, b) => (b.group.width > a.group.width ? b : a)))
    .map(({ x, base, group }) => {
      const waits = base.width === 1 && base.coresBusy < WAITS;
      return { x, base, ms: (base.medianMs * steps(group, waits)) / steps(base, waits) };
    })
    .sort((a, b) => a.x - b.x);
}

/** The fastest and all that the samples cannot tell from it; over sizes, at both ends. */
function winners(points: readonly Point[], x: CurveOptions["x"], unit: keyof typeof MEASURES) {
  const among = (some: readonly Point[]) => {
    const all = some.map(({ group }) => group);
    const best = fastest(all);
    const { base } = some.find(({ group }) => group === best)!;
    const equals = leaders(all);
    if (all.length > 1 && equals.length === all.length) return "no clear difference";
    const names = say.list(equals.map(({ label, name }) => (x === "size" ? label : name)));
    if (unit === "ms") return `${names}, ${say.ms(best.medianMs)}`;
    if (equals.length > 1 && equals.includes(base)) return `${names}, no clear difference`;
    return `${names}, ${factor(best, base)} times as fast as ${base.label}`;
  };
  if (x !== "size") return among(points);
  const sizes = points.map((point) => point.x);
  return [...new Set([Math.min(...sizes), Math.max(...sizes)])]
    .map((size) => `at size ${say.count(size)} ${among(points.filter(({ x }) => x === size))}`)
    .join("; ");
}

function sentence({ name, points }: Line, unit: keyof typeof MEASURES): string {
  const says = points.map(({ x, y }) => {
    const measured = unit === "times" ? `${say.times(y)} times as fast` : say.ms(y);
    return `${measured} at ${say.count(x)}`;
  });
  return `${name}: ${says.join(", ")}.`;
}

function row({ group, base }: Point, x: CurveOptions["x"]): Row {
  return {
    [x]: group[x],
    ...sampleRow(group),
    "times as fast": factor(group, base),
    "compared with": base.label,
  };
}
