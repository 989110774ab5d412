/// <reference lib="dom" />
// What runs in the page: reads figures off the screen. figures.ts puts it there.

/** A mark as it stands on the screen: the box around it, in the units of its axes. */
export interface Mark {
  readonly trace: string;
  readonly shape: "bar" | "point" | "line";
  readonly x: Extent;
  readonly y: Extent;
}

/** Of a point `from` equals `to`; `pixel` is how much one pixel more would be. */
export interface Extent {
  readonly from: number;
  readonly to: number;
  readonly pixel: number;
}

/** A figure as the page has drawn it. */
export interface Drawn {
  readonly title: string;
  readonly alt: string;
  readonly marks: readonly Mark[];
  /** Traces of which not all is drawn, as "name: 3 of 4". */
  readonly missing: readonly string[];
  /** The rows of its table. */
  readonly table: readonly Readonly<Record<string, string>>[];
  readonly widthPx: number;
  /** What its output offers. */
  readonly roomPx: number;
  /** Texts that leave the drawing, or stand on each other. */
  readonly collisions: readonly string[];
  /** The least contrast of a text of the drawing with the page. */
  readonly contrast: number;
}

/** Plotly's own objects, as far as they are needed here. */
interface Trace {
  readonly name: string;
  readonly type: "bar" | "scatter";
  readonly mode?: string;
  readonly orientation?: "h" | "v";
  readonly xaxis: string;
  readonly yaxis: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

interface Axis {
  p2d(px: number): number;
}

interface Plot extends HTMLElement {
  readonly _fullData: readonly Trace[];
  readonly _fullLayout: Readonly<Record<string, Axis>>;
}

type Box = Pick<SVGRect, "x" | "y" | "width" | "height">;

declare global {
  interface Window {
    readDrawn(figure: Element): Drawn;
    readonly Plotly: {
      readonly Fx: { hover(plot: Element, points: { curveNumber: 0; pointNumber: 0 }[]): void };
    };
  }
}

window.readDrawn = (figure) => {
  const plot = figure.querySelector<Plot>(".lab-plot")!;
  const frame = plot.querySelector(".main-svg")!.getBoundingClientRect();
  const texts = [...plot.querySelectorAll("text")].filter((text) => text.textContent);
  const marks = [...bars(plot), ...points(plot), ...lines(plot)];
  return {
    title: figure.querySelector("figcaption")!.textContent!,
    alt: figure.querySelector('[role="img"]')!.getAttribute("aria-label") ?? "",
    marks,
    missing: missing(plot, marks),
    table: rows(figure),
    widthPx: frame.width,
    roomPx: roomPx(figure.parentElement!),
    collisions: collisions(texts, frame),
    contrast: Math.min(...texts.map(contrast)),
  };
};

function roomPx(output: Element): number {
  const { paddingLeft, paddingRight } = getComputedStyle(output);
  return output.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
}

function bars(plot: Plot): Mark[] {
  const paths = [...plot.querySelectorAll<SVGPathElement>(".barlayer .trace .point > path")];
  const seen = paths.filter((path) => path.getTotalLength() > 0);
  return seen.map((path) => mark(plot, path, "bar", path.getBBox()));
}

/** Lines and closed shapes. */
function lines(plot: Plot): Mark[] {
  const paths = [...plot.querySelectorAll<SVGPathElement>(".scatterlayer .js-line")];
  return paths.map((path) => mark(plot, path, "line", path.getBBox()));
}

function points(plot: Plot): Mark[] {
  const paths = [...plot.querySelectorAll<SVGPathElement>(".scatterlayer .points path.point")];
  const seen = paths.filter((path) => getComputedStyle(path).display !== "none");
  return seen.map((path) => {
    const { e, f } = path.transform.baseVal.consolidate()!.matrix;
    return mark(plot, path, "point", { x: e, y: f, width: 0, height: 0 });
  });
}

function mark(plot: Plot, path: Element, shape: Mark["shape"], box: Box): Mark {
  const group = path.closest(".trace") as Element & { __data__: [{ trace: Trace }] };
  const { name, xaxis, yaxis } = group.__data__[0].trace;
  return {
    trace: name,
    shape,
    x: extent(plot._fullLayout[xaxis.replace("x", "xaxis")]!, box.x, box.x + box.width),
    y: extent(plot._fullLayout[yaxis.replace("y", "yaxis")]!, box.y, box.y + box.height),
  };
}

function extent(axis: Axis, fromPx: number, toPx: number): Extent {
  const to = axis.p2d(toPx);
  return { from: axis.p2d(fromPx), to, pixel: Math.abs(axis.p2d(toPx + 1) - to) };
}

/** Compares what Plotly was given with what stands on the screen. */
function missing(plot: Plot, marks: readonly Mark[]): string[] {
  return [...new Set(plot._fullData.map(({ name }) => name))].flatMap((name) => {
    const traces = plot._fullData.filter((trace) => trace.name === name);
    const given = traces.reduce((sum, trace) => sum + marksOf(trace), 0);
    const drawn = marks.filter(({ trace, shape }) => trace === name && shape !== "line").length;
    return given === drawn ? [] : [`${name}: ${drawn} of ${given}`];
  });
}

/** How many bars or points a trace should have; a bar without length is none. */
function marksOf({ type, mode, orientation, x, y }: Trace): number {
  if (type === "bar")
    return Array.from(orientation === "h" ? x : y).filter((length) => length > 0).length;
  return mode?.includes("markers") ? x.length : 0;
}

function rows(figure: Element): Record<string, string>[] {
  const texts = (row: Element) => [...row.children].map((cell) => cell.textContent!);
  const [head, ...body] = [...figure.querySelectorAll("tr")].map(texts);
  return body.map((cells) => Object.fromEntries(cells.map((cell, i) => [head![i]!, cell])));
}

function collisions(texts: readonly Element[], frame: DOMRect): string[] {
  // The box of a tick's label that leans says nothing: its neighbours lean as well.
  const upright = texts.filter(
    (text) => !/rotate\(-?[1-8]/.test(text.getAttribute("transform") ?? ""),
  );
  const all = upright.map((text) => ({ text, box: text.getBoundingClientRect() }));
  // Plotly leaves a text without size where it does not fit into its bar.
  const boxes = all.filter(({ box }) => box.width > 0);
  return boxes.flatMap(({ text, box }, i) => {
    const across = box.left < frame.left - 1 || box.right > frame.right + 1;
    const outside = across || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
    const others = boxes.slice(i + 1).filter((other) => overlap(box, other.box));
    const clashes = others.map((other) => `"${text.textContent}" on "${other.text.textContent}"`);
    return outside ? [`"${text.textContent}" leaves the frame`, ...clashes] : clashes;
  });
}

/** The boxes of two lines of text may touch, as letters do not fill them. */
function overlap(a: DOMRect, b: DOMRect): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 2 && down > 4;
}

/** Contrast ratio as WCAG 2 has it, of a text with what is behind its drawing. */
function contrast(text: Element): number {
  let behind: Element | null = text;
  while (behind && /, 0\)|transparent/.test(getComputedStyle(behind).backgroundColor)) {
    behind = behind.parentElement;
  }
  const page = luminance(behind ? getComputedStyle(behind).backgroundColor : "rgb(255, 255, 255)");
  const ink = luminance(getComputedStyle(text).fill);
  return (Math.max(page, ink) + 0.05) / (Math.min(page, ink) + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((channel) => {
    const share = Number(channel) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
