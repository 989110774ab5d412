import { mustHold } from "../lab/arguments.js";
import { worstGapMs } from "../lab/heartbeat.js";
import { median, type Run } from "../lab/run.js";
import * as words from "../words/figures/tradeoff.js";
import { counted } from "../words/numbers.js";
import type { Figure } from "./figure.js";
import { type Group, groups } from "./groups.js";
import * as plane from "./plane.js";
import * as style from "./style.js";

/** What {@link tradeoff} must be told. */
export interface TradeoffOptions {
  /** Into how many slices each job is cut, in the order of the jobs. */
  readonly slices: readonly number[];
}

/** A step of the sweep: the gap is that of the best run, as another program can only make it longer. */
interface Step extends words.Step {
  readonly group: Group;
}

/** The title looks at those that take at most so many times the CPU time of the first. */
const LITTLE = 1.1;

/**
 * What a responsive event loop costs: over the number of slices, above the longest gap of the
 * heartbeat, below the CPU time. Dashed: a tenth more CPU time than the first.
 * @throws {RangeError} if there are no runs, or not a number of slices for each job.
 */
export function tradeoff(runs: readonly Run[], { slices }: TradeoffOptions): Figure {
  const all = groups("draw a trade-off", runs);
  mustHold(slices, "Cannot draw a trade-off", "'slices' must be a list of a number for each job");
  if (slices.length !== all.length) {
    const rule = `'slices' must hold a number for each of ${counted(all.length, "job")}`;
    throw new RangeError(`Cannot draw a trade-off as ${rule}: current value is [${slices}]`);
  }
  const steps = stepsOf(all, slices);
  const most = LITTLE * steps[0]!.cpuMs;
  const ends = [Math.min(...slices), Math.max(...slices)].map((x) => ({ x, y: most }));
  const highest = Math.max(most, ...steps.flatMap(({ group }) => cpus(group)));
  return {
    title: words.title(best(steps)),
    data: [
      ...panel(
        steps,
        "gap",
        ({ gapMs }) => gapMs,
        ({ sample }) => sample.map(worstGapMs),
      ),
      ...[
        style.ideal(words.most, ends),
        ...panel(steps, "CPU time", ({ cpuMs }) => cpuMs, cpus),
      ].map((trace) => ({ ...trace, yaxis: "y2" })),
    ],
    layout: layout(steps, highest),
    alt: `${steps.map((step) => words.sentence(step, steps[0]!.slices)).join(" ")} ${words.title(best(steps))}.`,
    table: steps.map(words.row),
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
  return plane.series({ name, look, points, repeats, told: words.hover });
}

const UPPER_PX = 200;
const LOWER_PX = 120;
const BETWEEN_PX = 28;
const TOP_PX = 12;

function layout(steps: readonly Step[], highestMs: number) {
  const key = words.key(steps[0]!.slices);
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
    yaxis: style.axis([words.axes.gap], { ...gap, domain: [upper, 1] }),
    yaxis2: style.axis([words.axes.cpu], {
      range: [0, 1.1 * highestMs],
      nticks: 4,
      domain: [0, lower],
    }),
  });
}

/** The shortest gap among those that cost little. */
function best(steps: readonly Step[]): Step {
  const cheap = steps.filter(({ times }) => times <= LITTLE);
  return cheap.reduce((a, b) => (b.gapMs < a.gapMs ? b : a));
}
