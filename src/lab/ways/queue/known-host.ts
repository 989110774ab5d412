import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs } from "../../clock.js";
import type { HostClock } from "../../run.js";

/** What its owner knows of a host. */
export interface KnownHost {
  readonly index: number;
  readonly name: string;
  clock: Omit<HostClock, "name">;
  /** Resolves when its clock has been asked. */
  asked?: Promise<void>;
  /** CPU time of its process when it was ready, and now, in ms: its start is no part of a run. */
  startCpuMs: number;
  cpuMs: number;
}

/** A host of which nothing has been heard yet. */
export function unheard(index: number, name: string): KnownHost {
  const clock = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };
  return { index, name, clock, startCpuMs: 0, cpuMs: 0 };
}

const ASKS = 8;

/**
 * Asks how far a host's clock is from ours. Of several answers the one that was back first counts,
 * and is taken to be from the middle of its way: it is wrong by half of that way at most (RFC 5905,
 * section 8).
 */
export async function askClock(nc: NatsConnection, subject: string, of: KnownHost): Promise<void> {
  for (let ask = 0; ask < ASKS; ask++) {
    const askedMs = nowMs();
    const theirsMs = Number((await nc.request(subject, "", { timeout: 5000 })).string());
    const errorMs = (nowMs() - askedMs) / 2;
    if (!Number.isFinite(theirsMs) || errorMs >= of.clock.errorMs) continue;
    of.clock = { offsetMs: askedMs + errorMs - theirsMs, errorMs };
  }
}
