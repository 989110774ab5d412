import { worstGapMs } from "../lab/heartbeat.js";
import type { Run } from "../lab/run.js";
import type { Figure } from "./figure.js";
import { groups, namesOf, typical } from "./groups.js";
import { lanes } from "./lanes.js";
import * as style from "./style.js";

/**
 * The lanes of several jobs, read for one thing: how long the event loop could not react.
 * @throws {RangeError} where there are no runs.
 */
export function heartbeats(runs: readonly Run[]): Figure {
  const chosen = groups("draw heartbeats", runs).map(typical);
  const names = namesOf(chosen);
  const waits = chosen.map((run, i) => ({ name: names[i]!, value: worstGapMs(run) }));
  const say = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.round);
    return `${least === most ? least : `${least}–${most}`} ms`;
  };
  return { ...lanes(runs), title: `Longest time without a beat – ${style.ranking(waits, say)}` };
}
