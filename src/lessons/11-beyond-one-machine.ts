import type { HostEvent, Run } from "../lab/run.js";
import * as words from "../words/lessons/11-beyond-one-machine.js";
import { type Claim, that } from "./check.js";

/** A part that was delivered once more, and what became of the delivery before. */
export interface Again {
  readonly part: number;
  /** Name of the host that had it before. */
  readonly host: string;
  /** What befell that host meanwhile; `"silent"` if nothing that we did. */
  readonly fate: HostEvent["kind"] | "silent";
  /** How often that host was heard of during its delivery. */
  readonly signs: number;
  /** From what befell that host (or its last sign) until the part began again, in ms. */
  readonly afterMs: number;
  /** From the last that was heard of that host until then, in ms. */
  readonly silenceMs: number;
}

/** One delivery, whether its answer was used or not. Moments are in ms since the run began. */
interface Delivery {
  readonly part: number;
  readonly attempt: number;
  readonly host: number;
  readonly startMs: number;
  /** Of a delivery whose answer was used, no signs are kept. */
  readonly signsMs: readonly number[];
}

/**
 * The parts that were delivered once more, in the order in which they began again.
 *
 * @throws {TypeError} if it is no run of the way `queue`.
 */
export function again(run: Run): Again[] {
  const { deliveries } = run ?? {};
  if (!deliveries) {
    throw new TypeError("Cannot tell what was delivered again: it must be a run of way.queue(…)");
  }
  const all = deliveriesOf(run).toSorted((a, b) => a.startMs - b.startMs);
  return all.flatMap(({ part, attempt, startMs }) => {
    const before = all.filter((it) => it.part === part && it.attempt < attempt);
    const last = before.sort((a, b) => a.attempt - b.attempt).at(-1);
    if (!last) return [];
    const { host } = last;
    const heardMs = Math.max(last.startMs, ...last.signsMs.filter((ms) => ms < startMs));
    // What has just reached a host that was told to leave may have begun a moment later.
    const fall = deliveries.events.findLast(
      ({ host: its, kind, atMs }) =>
        its === host &&
        kind in FALLS &&
        atMs < startMs &&
        (kind !== "frozen" || atMs >= last.startMs),
    );
    return {
      part,
      host: deliveries.hosts[host]?.name ?? `${host}`,
      fate: fall?.kind ?? ("silent" as const),
      signs: last.signsMs.length,
      afterMs: startMs - (fall?.atMs ?? heardMs),
      silenceMs: startMs - heardMs,
    };
  });
}

/** What makes a host silent. */
const FALLS: Partial<Record<HostEvent["kind"], true>> = { killed: true, frozen: true, left: true };

function deliveriesOf({ spans, startMs, deliveries }: Run): Delivery[] {
  const used = spans.map((span) => ({
    part: span.part,
    attempt: span.attempt ?? 1,
    host: span.host ?? 0,
    startMs: span.startMs - startMs,
    signsMs: [],
  }));
  return [...used, ...deliveries!.unused];
}

/** A claim in words, like `claim.that`; not judged if the attempt gave `null`: there are no hosts. */
export function onHosts<T>(...claim: Parameters<typeof that<T>>): Claim<T | null> {
  const judge = that(...claim);
  return (result) =>
    result === null ? { ok: null, says: words.noHosts(claim[0]) } : judge(result);
}
