import { mustHold } from "../lab/arguments.js";
import { worstGapMs } from "../lab/heartbeat.js";
import { median, type Run } from "../lab/run.js";
import * as say from "../words/numbers.js";
import type { Figure, Row } from "./figure.js";
import { type Group, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link tradeoff} must be told. */
export interface TradeoffOptions {
  /** Into how many slices each job is cut, in the order of the jobs. */
  readonly slices: readonly number[];
}

/** The title looks at those that take at most so many times the CPU time of the first. */
const LITTLE = 1.1;

/** A job in so many slices: its longest gap, and its CPU time. */
interface Step {
  readonly group: Group;
  readonly slices: number;
  /** The longest gap of the best run: another program can only make a gap longer. */
  readonly gapMs: number;
  /** Median CPU time, and as a multiple of the first step's. */
  readonly cpuMs: number;
  readonly times: number;
}

/**
 * What a responsive event loop costs: over the number of slices, above the longest gap of the
 * heartbeat, below the CPU time. Dashed: a tenth more CPU time than the first.
 * @throws {RangeError} if there are no runs, or not a number of slices for each job.
 */
export function tradeoff(runs: readonly Run[], { slices }: TradeoffOptions): Figure {
  const all = groups("draw a trade-off", runs);
  mustHold(slices, "Cannot draw a trade-off", "'slices' must be a list of a number for each job");
  if (slices.length !== all.length) {
    const rule = `'slices' must hold a number for each of ${say.counted(all.length, "job")}`;
    throw new RangeError(`Cannot draw a trade-off as ${rule}: current value is [${slices}]`);
  }
  const steps = stepsOf(all, slices);
  const most = LITTLE * steps[0]!.cpuMs;
  const ends = [Math.min(...slices), Math.max(...slices)].map((x) => ({ x, y: most }));
  const highest = Math.max(most, ...steps.flatMap(({ group }) => cpus(group)));
  return {
    title: title(steps),
    data: [
      ...panel(
        steps,
        "gap",
        ({ gapMs }) => gapMs,
        ({ sample }) => sample.map(worstGapMs),
      ),
      ...[
        style.line("10 % more", ends, { color: style.GREY, dash: "dash" }),
        ...panel(steps, "CPU time", ({ cpuMs }) => cpuMs, cpus),
      ].map((trace) => ({ ...trace, yaxis: "y2" })),
    ],
    layout: layout(steps, highest),
    alt: `${steps.map(sentence).join(" ")} ${title(steps)}.`,
    table: steps.map(row),
  };
}

const cpus = ({ sample }: Group) => sample.map(({ cpuMs }) => cpuMs);

function stepsOf(all: readonly Group[], slices: readonly number[]): Step[] {
  const steps = all.map((group, i) => ({
    ...{ group, slices: slices[i]! },
    gapMs: Math.min(...group.sample.map(worstGapMs)),
    cpuMs: Math.max(1e-3, median(cpus(group))),
  }));
  return steps.map((step) => ({ ...step, times: step.cpuMs / steps[0]!.cpuMs }));
}

/** The marks of one panel: a filled one per step, joined, and an open one per run. */
function panel(
  steps: readonly Step[],
  name: string,
  ofStep: (step: Step) => number,
  ofRuns: (group: Group) => readonly number[],
) {
  const points = steps.map((step) => ({ x: step.slices, y: ofStep(step) }));
  const repeats = steps.flatMap(({ slices, group }) =>
    ofRuns(group).map((y) => ({ x: slices, y })),
  );
  const look = style.lookOf(steps[0]!.group.way);
  return plane.series({ name, look, points, repeats, told: "%{y} ms with %{x} slices" });
}

const UPPER_PX = 200;
const LOWER_PX = 120;
const BETWEEN_PX = 28;
const TOP_PX = 12;

function layout(steps: readonly Step[], highestMs: number) {
  const key = [
    "number of slices",
    "filled: longest gap of the best run, median CPU time",
    "open: one run · dashed: 10 % more CPU time than the first",
  ];
  const bottomPx = style.axisPx(key.length);
  const plotPx = UPPER_PX + BETWEEN_PX + LOWER_PX;
  const slices = steps.map((step) => step.slices);
  const gaps = steps.flatMap(({ group }) => group.sample.map(worstGapMs));
  const heights = gaps.map((ms) => Math.log10(Math.max(1, ms)));
  const gap = { type: "log", dtick: 1, range: [0, Math.max(1, ...heights) + 0.1] };
  const [upper, lower] = [1 - UPPER_PX / plotPx, LOWER_PX / plotPx];
  return style.layout(TOP_PX + plotPx + bottomPx, bottomPx, {
    margin: { l: 12, r: 20, t: TOP_PX, b: bottomPx, pad: 3 },
    xaxis: style.axis(key, {
      ...plane.scaleOf(slices),
      ...plane.ticks(slices),
      anchor: "y2",
    }),
    yaxis: style.axis(["longest gap, ms"], { ...gap, domain: [upper, 1] }),
    yaxis2: style.axis(["CPU time, ms"], {
      range: [0, 1.1 * highestMs],
      nticks: 4,
      domain: [0, lower],
    }),
  });
}

/** The shortest gap among those that cost little. */
function title(steps: readonly Step[]): string {
  const cheap = steps.filter(({ times }) => times <= LITTLE);
  const best = cheap.reduce((a, b) => (b.gapMs < a.gapMs ? b : a));
  const gap = `${say.ms(best.gapMs)}, with ${say.counted(best.slices, "slice")}`;
  return `Shortest gap for at most 10 % more CPU time: ${gap}`;
}

function sentence({ slices, gapMs, times, group }: Step): string {
  const cpu = `${times.toFixed(2)} times the CPU time of the first`;
  return `${group.job} (${group.label}), ${say.counted(slices, "slice")}: the longest gap ${say.ms(gapMs)}, ${cpu}.`;
}

function row({ group, slices, gapMs, cpuMs, times }: Step): Row {
  return {
    slices,
    "longest gap, best run (ms)": say.round(gapMs),
    "CPU time, median (ms)": say.round(cpuMs),
    "CPU time, range (ms)": say.bounds(cpus(group)),
    "CPU time / first": say.round(times),
    "wall time (ms)": say.round(group.medianMs),
    runs: group.sample.length,
  };
}
