import { breakEven } from "../experiments/break-even.js";
import { mustBeOneOf } from "../lab/arguments.js";
import type { Run } from "../lab/run.js";
import * as words from "../words/figures/curve.js";
import { ms } from "../words/numbers.js";
import { alone, fastest, leaders, speedUp } from "./fastest.js";
import type { Figure } from "./figure.js";
import { differ, type Group, gather, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link curve} draws. */
export interface CurveOptions {
  /** What the x axis shows: the concurrency limit, the job's size, or the number of parts. */
  readonly x: keyof typeof words.units;
  /** Speed-up over `single` (or the narrowest), or wall time. Default: speed-up over the limit. */
  readonly y?: keyof typeof words.measures;
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

/** A job that keeps less of a core busy than this, on its own, spends its time waiting. */
const WAITS = 0.5;

/**
 * How wall time or speed-up depends on the concurrency limit, the size or the number of parts: a
 * line joins the medians of each way, and every run is a point. Dashed is the ideal: parts
 * that compute share out the cores, parts that wait go in waves.
 * @throws {RangeError} if there are no runs or no such `x`.
 */
export function curve(runs: readonly Run[], { x, y }: CurveOptions): Figure {
  const all = groups("draw a curve", runs);
  mustBeOneOf("Cannot draw a curve", "x", x, Object.keys(words.units));
  const unit = y ?? (x === "width" ? "times" : "ms");
  /** A wall time on the y axis. */
  const toY = (ms: number, base: Group) => (unit === "times" ? base.medianMs / ms : ms);
  const lines = linesOf(all, x, toY);
  const points = lines.flatMap((line) => line.points);
  const best = idealsOf(points, runs[0]!.cores).map(({ x, ms, base }) => ({ x, y: toY(ms, base) }));
  const ideal = best.length > 0 ? { name: words.ideal, points: best } : undefined;
  return plane.plot({
    title: x === "size" ? overSizes(lines) : winners(points, x, unit),
    series: lines.map((line) => seriesOf(line, toY)),
    ideal,
    x: [words.units[x], words.key(ideal !== undefined)],
    ticks: plane.ticks([...new Set(points.map((point) => point.x))]),
    y: words.measures[unit],
    sentences: lines.map(({ name, points }) => words.sentence(name, points, unit)),
    table: points.map(({ group, base }) => words.row(x, group, speedUp(group, base), base.label)),
  });
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
  return { name, points, repeats, look: style.lookOf(points[0]!.group.way), told: words.hover };
}

/**
 * The least wall time that the widest group at each x can reach: computing needs a core for each
 * part in progress; waiting needs none, and goes in waves of so many parts at once. It is calculated
 * from what was measured with one part in progress: without that there is no ideal.
 */
function idealsOf(points: readonly Point[], cores: number) {
  const steps = ({ width, parts }: Group, waits: boolean) =>
    waits ? Math.ceil(parts / width) : 1 / Math.min(width, cores);
  const known = points.filter(({ base }) => base.width === 1);
  return gather(known, ({ x }) => [x])
    .map((here) => here.reduce((a, b) => (b.group.width > a.group.width ? b : a)))
    .map(({ x, base, group }) => {
      const waits = base.width === 1 && base.coresBusy < WAITS;
      return { x, base, ms: (base.medianMs * steps(group, waits)) / steps(base, waits) };
    })
    .sort((a, b) => a.x - b.x);
}

/** The fastest and all that the samples cannot tell from it. */
function winners(points: readonly Point[], x: CurveOptions["x"], unit: "times" | "ms"): string {
  const all = points.map(({ group }) => group);
  const best = fastest(all);
  const { base } = points.find(({ group }) => group === best)!;
  const equals = leaders(all);
  const isOneWay = !differ(all, ({ way }) => way);
  const names = equals.map(({ name, width }) =>
    x === "width" && isOneWay ? words.limit(width) : name,
  );
  const isClear = all.length === 1 || equals.length < all.length;
  if (!isClear || (unit === "times" && equals.length > 1 && equals.includes(base))) {
    return words.alike(names, x);
  }
  const times = () => words.speedUp(speedUp(best, base), base.label);
  return words.fastest(names, unit === "ms" ? ms(best.medianMs) : times());
}

/** From which size on each way is faster than `single`; the ends, if nothing is compared. */
function overSizes(lines: readonly Line[]): string {
  const compared = lines.flatMap(({ name, points }) => {
    const beside = points.filter(({ group, base }) => base !== group && base.size === group.size);
    if (beside.length === 0) return [];
    const at = breakEven(
      beside.map(({ group, base }) => {
        return { size: group.size, aloneMs: base.medianMs, speedUp: speedUp(group, base) };
      }),
    );
    return [{ way: name, at }];
  });
  if (compared.length > 0) return words.breakEvens(compared);
  const { points } = lines[0]!;
  return words.ends(points[0]!.group, points.at(-1)!.group);
}
