import type { HostEvent, Run, UnusedDelivery } from "../lab/run.js";
import * as words from "../words/lessons/11-beyond-one-machine.js";
import { type Claim, that } from "./check.js";

/** A delivery whose answer was not used, and when its part began again. */
export interface Lost {
  readonly part: number;
  /** Name of the host that had it. */
  readonly host: string;
  /** What befell the host meanwhile, last; `"silent"` if nothing that we did. */
  readonly fate: HostEvent["kind"] | "silent";
  /** How often the host was heard of during this delivery. */
  readonly signs: number;
  /** From what befell the host (or its last sign) until the part began again elsewhere, in ms. */
  readonly afterMs: number;
  /** From the last that was heard of the host until then, in ms. Both `Infinity` if it never did. */
  readonly silenceMs: number;
}

/**
 * The deliveries whose answers were not used, in the order in which their parts began again.
 *
 * @throws {TypeError} if it is no run of the way `queue`.
 */
export function lost(run: Run): Lost[] {
  const deliveries = run?.deliveries;
  if (!deliveries) {
    throw new TypeError("Cannot tell what was lost: it must be a run of way.queue(…)");
  }
  const { unused, hosts } = deliveries;
  const all = unused.map((delivery) => {
    const { part, host, startMs, signsMs } = delivery;
    const nextMs = nextOf(run, delivery);
    const heardMs = Math.max(startMs, ...signsMs.filter((ms) => ms < nextMs));
    const fall = deliveries.events.findLast(
      (it) => it.host === host && FALLS.includes(it.kind) && it.atMs >= startMs && it.atMs < nextMs,
    );
    return {
      part,
      host: hosts[host]?.name ?? `${host}`,
      fate: fall?.kind ?? ("silent" as const),
      signs: signsMs.length,
      afterMs: nextMs - (fall?.atMs ?? heardMs),
      silenceMs: nextMs - heardMs,
    };
  });
  return all.sort((a, b) => a.silenceMs - b.silenceMs);
}

/** What makes a host silent. */
const FALLS: readonly string[] = ["killed", "frozen", "left"] satisfies HostEvent["kind"][];

/** When the part was begun by a later delivery, in ms since the run began. */
function nextOf({ spans, startMs, deliveries }: Run, { part, attempt }: UnusedDelivery): number {
  const used = spans
    .filter((span) => span.part === part && (span.attempt ?? 1) > attempt)
    .map((span) => span.startMs - startMs);
  const others = deliveries!.unused
    .filter((it) => it.part === part && it.attempt > attempt)
    .map((it) => it.startMs);
  return Math.min(...used, ...others);
}

/** A claim in words, like `claim.that`; not judged if the attempt gave `null`: there are no hosts. */
export function onHosts<T>(...claim: Parameters<typeof that<T>>): Claim<T | null> {
  const judge = that(...claim);
  return (result) =>
    result === null ? { ok: null, says: words.noHosts(claim[0]) } : judge(result);
}
