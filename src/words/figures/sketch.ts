/** The words of `plot.sketches`. */
import { list } from "../numbers.js";

/** A lane's bars, from where to where. */
type Bars = readonly (readonly [from: number, to: number])[];

export const time = "time →";

export function title(letters: readonly string[]): string {
  return `Which sketch will your run look like: ${list(letters, "or")}?`;
}

function bars(all: Bars): string {
  return all.map(([from, to]) => `${from}–${to}`).join(", ");
}

/** A sketch and its letter. */
export interface Lettered {
  readonly letter: string;
  readonly lanes: readonly Bars[];
  readonly caption?: string;
}

export function alt(all: readonly Lettered[]): string {
  const said = all.map(({ letter, lanes, caption }) => {
    const drawn = lanes.map((lane, i) => `lane ${i + 1} from ${bars(lane)}`).join("; ");
    return `${letter}${caption ? ` (${caption})` : ""}: ${drawn}.`;
  });
  return `Sketches to choose from. ${said.join(" ")}`;
}

export function rows({ letter, lanes }: Lettered) {
  return lanes.map((lane, i) => ({ sketch: letter, lane: i + 1, bars: bars(lane) }));
}
