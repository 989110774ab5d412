import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs } from "../../clock.js";
import type { HostClock } from "../../run.js";
import { type Ready, wire } from "./wire.js";

/** A host: its number, and the CPU time of its process when it was ready and now, in ms. */
export class Known {
  readonly index: number;
  readonly name: string;
  /** Resolves when its clock has been asked. */
  asked: Promise<void> | undefined;
  clock = { offsetMs: 0, errorMs: Number.POSITIVE_INFINITY };
  startCpuMs = 0;
  cpuMs = 0;

  constructor(index: number, name: string) {
    this.index = index;
    this.name = name;
  }

  /** A moment of its clock, on ours. */
  ours(theirsMs: number): number {
    return theirsMs + this.clock.offsetMs;
  }

  /**
   * Asks how far its clock is from ours. Of several answers the one that was back first counts, and
   * is taken to be from the middle of its way: so it is wrong by half of that way at most (RFC 5905,
   * section 8).
   */
  async ask(nc: NatsConnection, subject: string): Promise<void> {
    for (let ask = 0; ask < ASKS; ask++) {
      const askedMs = nowMs();
      const theirsMs = Number((await nc.request(subject, "", { timeout: 5000 })).string());
      const errorMs = (nowMs() - askedMs) / 2;
      if (!Number.isFinite(theirsMs) || errorMs >= this.clock.errorMs) continue;
      this.clock = { offsetMs: askedMs + errorMs - theirsMs, errorMs };
    }
  }
}

const ASKS = 8;

/** The hosts of a run: those of its own by number, and whoever comes from elsewhere after them. */
export class Roster {
  readonly #all = new Map<string, Known>();
  #needed = Number.POSITIVE_INFINITY;
  #enough: () => void = () => {};

  constructor(own: number) {
    for (let i = 0; i < own; i++) this.#all.set(`${i}`, new Known(i, `host ${i}`));
  }

  get(host: string): Known | undefined {
    return this.#all.get(host);
  }

  /** Notes that a host is ready, and asks its clock; `undefined` if that was known. */
  meet(nc: NatsConnection, run: string, { host, cpuMs }: Ready): Known | undefined {
    const known = this.#all.get(host) ?? new Known(this.#all.size, host);
    if (known.asked) return undefined;
    this.#all.set(host, Object.assign(known, { cpuMs, startCpuMs: cpuMs }));
    // If it has gone again, it is not counted.
    known.asked = known.ask(nc, wire.clock(run, host)).then(
      () => this.#count(),
      () => {},
    );
    return known;
  }

  /** Resolves when so many are ready, and their clocks are known. */
  reaches(count: number): Promise<void> {
    this.#needed = count;
    return new Promise((resolve) => {
      this.#enough = resolve;
      this.#count();
    });
  }

  #count(): void {
    const met = this.clocks().filter(({ errorMs }) => Number.isFinite(errorMs));
    if (met.length >= this.#needed) this.#enough();
  }

  clocks(): HostClock[] {
    return [...this.#all.values()].map(({ name, clock }) => ({ name, ...clock }));
  }

  /** CPU time of all since they were ready. */
  cpuMs(): number {
    return [...this.#all.values()].reduce((sum, it) => sum + it.cpuMs - it.startCpuMs, 0);
  }
}
