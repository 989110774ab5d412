/** The words of `plot.grid`. */
import { ms, round, times } from "../numbers.js";
import { coresBusyOf, type Sample, row as sampleRow } from "./samples.js";

/** A cell of the grid: a sample, its speed-up, and how many parts were in progress on average. */
export interface Cell {
  readonly group: Sample & { readonly name: string };
  readonly speedUp: number;
  readonly inProgress: number;
}

/** The name of the dashed line that parts which wait can reach, and of the cores. */
export function limit(width: number): string {
  return `concurrency limit: ${width}`;
}
export function cores(cores: number): string {
  return cores === 1 ? "1 core" : `${round(cores, 2)} cores`;
}
export function limitAndCores(width: number): string {
  return `${limit(width)}, as many as cores`;
}

export function heading(job: string, medianMs: number, way: string): string {
  return `<b>${job}</b>: ${ms(medianMs)} with ${way}`;
}

export function speedUp(factor: number): string {
  return `<b>${times(factor)}</b>`;
}

/** Below a bar. */
export function measures({ group, inProgress }: Cell): string[] {
  return [coresBusyOf([group.coresBusy]), `${times(inProgress)} in progress`];
}

export const hover = "one run: speed-up %{y}";

export const key = "bar: speed-up over single · dot: one run";

export function alt(cells: readonly Cell[]): string {
  const said = cells.map((cell) => {
    const facts = [`speed-up ${times(cell.speedUp)}`, ...measures(cell)];
    return `${cell.group.name}: ${facts.join(", ")}.`;
  });
  return `A table of jobs and ways, compared with single. ${said.join(" ")}`;
}

export function row({ group, speedUp, inProgress }: Cell) {
  return {
    ...sampleRow(group),
    "speed-up": times(speedUp),
    "cores busy": times(group.coresBusy),
    "in progress": times(inProgress),
  };
}
