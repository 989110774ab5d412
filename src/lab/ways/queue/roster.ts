import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs } from "../../clock.js";
import type { HostClock } from "../../run.js";
import { wire } from "./wire.js";

/** What is known of a host: its number, its clock, and the CPU time of its process. */
export interface Known {
  readonly index: number;
  readonly name: string;
  clock: Omit<HostClock, "name">;
  /** Resolves when its clock has been asked. */
  asked?: Promise<void>;
  /** CPU time when it was ready, and now, in ms: its start is no part of a run. */
  cpuMs: readonly [ready: number, now: number];
}

const UNASKED = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };

/** The hosts of a run: those of its own by number, and whoever comes from elsewhere after them. */
export class Roster {
  readonly #all = new Map<string, Known>();
  #needed = Number.POSITIVE_INFINITY;
  #enough: () => void = () => {};

  constructor(own: number) {
    for (let i = 0; i < own; i++) this.#add(`${i}`, `host ${i}`);
  }

  #add(token: string, name: string): Known {
    const known: Known = { index: this.#all.size, name, clock: UNASKED, cpuMs: [0, 0] };
    this.#all.set(token, known);
    return known;
  }

  get(token: string): Known | undefined {
    return this.#all.get(token);
  }

  /** Notes that a host is ready, and asks its clock; `undefined` if it was known. */
  meet(nc: NatsConnection, run: string, token: string, cpuMs: number): Known | undefined {
    const known = this.get(token) ?? this.#add(token, token);
    if (known.asked) return undefined;
    known.cpuMs = [cpuMs, cpuMs];
    known.asked = clockOf(nc, wire.clock(run, token)).then(
      (clock) => {
        known.clock = clock;
        this.#count();
      },
      // It has gone again.
      () => {},
    );
    return known;
  }

  /** Resolves when the clocks of so many are known. */
  reaches(count: number): Promise<void> {
    this.#needed = count;
    return new Promise((resolve) => {
      this.#enough = resolve;
      this.#count();
    });
  }

  #count(): void {
    if (this.clocks().filter(({ errorMs }) => Number.isFinite(errorMs)).length >= this.#needed) {
      this.#enough();
    }
  }

  clocks(): HostClock[] {
    return [...this.#all.values()].map(({ name, clock }) => ({ name, ...clock }));
  }

  /** CPU time of all since they were ready. */
  cpuMs(): number {
    return [...this.#all.values()].reduce((sum, { cpuMs: [ready, now] }) => sum + now - ready, 0);
  }
}

/** How often a clock is asked. */
const ASKS = 8;

/**
 * How far a host's clock is from ours. Of several answers the one that was back first counts, and is
 * taken to be from the middle of its way: it is wrong by half of that way at most (RFC 5905, 8).
 */
async function clockOf(nc: NatsConnection, subject: string): Promise<Known["clock"]> {
  let best = UNASKED;
  for (let ask = 0; ask < ASKS; ask++) {
    const askedMs = nowMs();
    const theirsMs = Number((await nc.request(subject, "", { timeout: 5000 })).string());
    const errorMs = (nowMs() - askedMs) / 2;
    if (Number.isFinite(theirsMs) && errorMs < best.errorMs) {
      best = { offsetMs: askedMs + errorMs - theirsMs, errorMs };
    }
  }
  return best;
}
