import assert from "node:assert/strict";
import type { Drawn, Extent, Mark } from "./page.js";

/**
 * All marks are on the screen, as many as the table says, and where it says. Gives the column by
 * which the kind of figure is known.
 */
export function checkMarks(figure: Drawn): string {
  assert.deepEqual(figure.missing, [], figure.title);
  const kind = Object.keys(kinds).find((column) => column in (figure.table[0] ?? {}));
  assert.ok(kind, `${figure.title}: what its table should say is not known`);
  kinds[kind]!(figure);
  return kind;
}

/** What is drawn and what the table says, by a column that only this kind has. */
const kinds: Readonly<Record<string, (figure: Drawn) => void>> = {
  sketch: checkSketches,
  lane: checkLanes,
  "start-up time (ms)": (figure) => {
    same(figure, marks(figure, "work"), ({ x }) => x, "median (ms)");
    checkSpreads(figure);
  },
  "times as much per second": (figure) => {
    same(figure, medians(figure), ({ x }) => x, "concurrency limit");
    same(figure, medians(figure), ({ y }) => y, "times as much per second");
    checkRepeats(figure);
  },
  "parts painted": (figure) => {
    const bars = marks(figure, "part");
    assert.equal(bars.length, sum(figure.table.map((row) => number(row, "parts painted").value)));
    const longest = Math.max(...figure.table.map((row) => number(row, "longest part (ms)").value));
    const drawn = bars.map(({ x }) => x).reduce((a, b) => (b.to > a.to ? b : a));
    close(figure, drawn.to, shown(String(longest)), 2 * drawn.pixel);
  },
  "is about": (figure) => same(figure, marks(figure, "price"), ({ x }) => x, "median (ns)"),
  "cannot go on": (figure) => {
    const letters = new Set(figure.table.map(({ who }) => who));
    const heights = new Set(marks(figure, "box").map(({ y }) => Math.round(y.from)));
    // A lane per thread and one per variable; a box per step, and one per value.
    assert.equal(heights.size, letters.size + 1, figure.title);
    assert.equal(marks(figure, "box").length, figure.table.length + 2, figure.title);
  },
  "of schedules": (figure) => {
    assert.equal(marks(figure, "schedules").length, figure.table.length, figure.title);
    const shares = marks(figure, "real rounds").map(({ x }) => x);
    const wanted = figure.table.map((row) => number(row, "real rounds").value / 10);
    for (const [i, { to, pixel }] of shares.entries()) {
      close(figure, to, { value: wanted[i]!, slack: 0.5 }, 2 * pixel);
    }
  },
  "compared with": (figure) => {
    same(figure, medians(figure), ({ x }) => x, "concurrency limit");
    same(figure, medians(figure), ({ y }) => y, "speed-up");
    checkRepeats(figure);
  },
  method: (figure) => {
    same(figure, medians(figure), ({ y }) => y, "median (ms)");
    checkRepeats(figure, "round trips");
  },
};

/**
 * In each lane as many parts as the table says, as long together, and filled for their CPU time, or
 * for when they ran, if they noted that.
 */
function checkLanes(figure: Drawn): void {
  const parts = byHeight(marks(figure, "part"));
  const fills = byHeight(marks(figure, "CPU"));
  for (const row of figure.table) {
    const cpu = row["CPU time of all parts (ms)"]!;
    // Less than a step of the clock: anything from zero to that step.
    const cpuMs = cpu.startsWith("under ") ? { value: 0, slack: 10 } : shown(cpu);
    const filled = "running (ms)" in row ? number(row, "running (ms)") : cpuMs;
    const own = parts.splice(0, number(row, "parts").value);
    const lengths = own.map(({ x }) => x.to - x.from);
    const slack = 2 * own.length * own[0]!.x.pixel;
    close(figure, sum(lengths), number(row, "time of all parts (ms)"), slack);
    checkFills(figure, own, fills, filled, slack);
  }
  assert.equal(parts.length, 0, `${figure.title}: more bars than parts`);
}

function checkFills(
  figure: Drawn,
  own: readonly Mark[],
  fills: readonly Mark[],
  cpuMs: Shown,
  slack: number,
): void {
  const [first, last] = [own[0]!.y, own.at(-1)!.y];
  const highPx = last.to - last.from; // the axis counts pixels
  const filled = fills.filter(({ y }) => y.to > first.from && y.from < last.to);
  const areas = filled.map(({ x, y }) => ((x.to - x.from) * (y.to - y.from)) / highPx);
  const lengths = own.map(({ x }) => x.to - x.from);
  // A bar that is full may stand for more CPU time than it is long, by the clocks' own error.
  const lost = filled.some(({ y }) => y.to - y.from > highPx - 2);
  const value = lost ? Math.min(cpuMs.value, sum(areas)) : cpuMs.value;
  // Each edge stands on a whole pixel, so that a bar may be two too high or too low.
  close(figure, sum(areas), { ...cpuMs, value }, slack + (2 * sum(lengths)) / highPx);
}

function checkSketches(figure: Drawn): void {
  const bars = figure.table.map(({ bars = "" }) => bars.split(",").length);
  assert.equal(marks(figure, "sketch").length, sum(bars), figure.title);
}

/** Below or in each row its runs, within the spread that the table says. */
function checkSpreads(figure: Drawn): void {
  const repeats = byHeight(marks(figure, "repeat"));
  for (const row of figure.table) {
    const own = repeats.splice(0, number(row, "runs").value).map(({ x }) => x);
    const ends = row["fastest to slowest (ms)"]!.split("–");
    const pixel = own[0]!.pixel * 2;
    close(figure, Math.min(...own.map(({ to }) => to)), shown(ends[0]!), pixel);
    close(figure, Math.max(...own.map(({ to }) => to)), shown(ends.at(-1)!), pixel);
  }
  assert.equal(repeats.length, 0, `${figure.title}: more points than repeats`);
}

function checkRepeats(figure: Drawn, column = "runs"): void {
  const repeats = figure.table.map((row) => number(row, column).value);
  assert.equal(marks(figure, "repeat").length, sum(repeats), figure.title);
}

/** The marks end where the numbers of a column are, in any order. */
function same(
  figure: Drawn,
  drawn: readonly Mark[],
  along: (mark: Mark) => Pick<Extent, "to" | "pixel">,
  column: string,
): void {
  const wanted = figure.table.map((row) => number(row, column)).sort((a, b) => a.value - b.value);
  const ends = drawn.map(along).sort((a, b) => a.to - b.to);
  assert.equal(ends.length, wanted.length, `${figure.title}: ${column}`);
  for (const [i, { to, pixel }] of ends.entries()) close(figure, to, wanted[i]!, 2 * pixel);
}

function close(figure: Drawn, drawn: number, { value, slack }: Shown, pixels: number): void {
  const says = `${figure.title}: drawn at ${drawn}, ${value} in the table`;
  assert.ok(Math.abs(drawn - value) <= pixels + slack, says);
}

function marks(figure: Drawn, name: string): Mark[] {
  return figure.marks.filter(({ trace }) => trace === name);
}

/** The points on the lines: their traces have the names of ways or jobs. */
function medians(figure: Drawn): Mark[] {
  const others = ["repeat", "ideal", "guess"];
  return figure.marks.filter(({ trace, shape }) => shape === "point" && !others.includes(trace));
}

/** From top to bottom, on an axis that counts downwards. */
function byHeight(marks: readonly Mark[]): Mark[] {
  return marks.toSorted((a, b) => a.y.from - b.y.from);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

/** A number of a table, and how far from it the number may be that was rounded to it. */
interface Shown {
  readonly value: number;
  readonly slack: number;
}

function number(row: Readonly<Record<string, string>>, column: string): Shown {
  return shown(row[column] ?? `no column ${column}`);
}

/** "1,230" or "0.4", of three digits or more. */
function shown(text: string): Shown {
  const digits = text.replaceAll(",", "");
  const value = Number(digits);
  assert.ok(Number.isFinite(value), `no number: ${text}`);
  const decimals = digits.split(".")[1]?.length ?? 0;
  return { value, slack: Math.max(0.5 * 10 ** -decimals, value * 0.005) };
}
