import { setTimeout as after } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs } from "../../clock.js";
import type { Job, Outcome } from "../../job.js";
import type { UnusedDelivery } from "../../run.js";
import type { Known, Roster } from "./roster.js";
import { MOST_DELIVERIES } from "./streams.js";
import { type Answer, type Begun, idOf, type Late, type Order, pack, wire } from "./wire.js";

/** A part that has been handed to the broker, and what was heard of it. */
interface Handed {
  readonly part: number;
  readonly deliveries: Delivery[];
  /** The delivery that gave the value. */
  used?: Answer;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** A delivery that has begun; moments on our clock, but for `atMs`. */
interface Delivery extends Begun {
  readonly signsMs: number[];
  refusedMs: number | null;
}

/** The parts of one crew's runs, at the broker. */
export class Parts {
  readonly #job: Job;
  readonly #run: string;
  readonly #roster: Roster;
  readonly #times: number[];
  readonly #handed = new Map<string, Handed>();
  /** By the number that the broker's stream has given. */
  readonly #bySequence = new Map<number, Handed>();
  #failed: Error | undefined;

  constructor(job: Job, run: string, roster: Roster) {
    this.#job = job;
    this.#run = run;
    this.#roster = roster;
    this.#times = job.parts.map(() => 0);
  }

  /** Hands a part to the broker; resolves when its answer is here. */
  hand(nc: NatsConnection, part: number, limitMs: number | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#failed) throw this.#failed;
      const time = this.#times[part]!++;
      const order = { part, time, input: this.#job.parts[part], limitMs: limitMs ?? null };
      const data = pack(order, "input");
      const handed: Handed = { part, deliveries: [], resolve, reject };
      this.#handed.set(idOf(order), handed);
      this.#publish(nc, order, data, handed).catch(reject);
    });
  }

  /** Says it until the broker has it: of several messages of one id it keeps the first. */
  async #publish(nc: NatsConnection, order: Order, data: Uint8Array, its: Handed): Promise<void> {
    const { jetstream } = await import("@nats-io/jetstream");
    const js = jetstream(nc);
    const subject = `${wire.parts(this.#run).subject}.${order.part}`;
    while (!nc.isClosed()) {
      try {
        const { seq } = await js.publish(subject, data, { msgID: idOf(order), timeout: 1000 });
        this.#bySequence.set(seq, its);
        return;
      } catch {
        // The broker is away.
        await after(100);
      }
    }
  }

  began(begun: Begun | undefined): void {
    const handed = begun && this.#handed.get(idOf(begun));
    handed?.deliveries.push({ ...begun!, signsMs: [nowMs()], refusedMs: null });
  }

  /** `$JS.ACK.<stream>.hosts.<attempt>.<sequence>.…`: `+WPI` ("work in progress") renews a lease. */
  sign(data: Uint8Array, subject: string): void {
    if (Buffer.from(data).toString() !== "+WPI") return;
    const [attempt, sequence] = subject.split(".").slice(4).map(Number);
    const known = this.#bySequence.get(sequence!)?.deliveries;
    known?.findLast((it) => it.attempt === attempt)?.signsMs.push(nowMs());
  }

  late(late: Late | undefined): void {
    const known = late && this.#handed.get(idOf(late))?.deliveries.find((it) => same(it, late));
    const host = late && this.#roster.get(late.host);
    if (known && host) known.refusedMs = ours(host, late.lateMs);
  }

  async answered(answer: Answer | undefined): Promise<void> {
    const handed = answer && this.#handed.get(idOf(answer));
    const host = answer && this.#roster.get(answer.host);
    // After a broker's restart an answer may come again.
    if (!handed || !host || handed.used) return;
    handed.used = answer;
    host.cpuMs = [host.cpuMs[0], Math.max(host.cpuMs[1], answer.cpuMs)];
    await host.asked;
    const { outcome, attempt } = answer;
    const { startMs, endMs } = outcome.span;
    handed.resolve({
      ...outcome,
      span: {
        ...outcome.span,
        part: handed.part,
        startMs: ours(host, startMs),
        endMs: ours(host, endMs),
        host: host.index,
        attempt,
      },
    });
  }

  givenUp({ stream_seq }: { stream_seq: number } = { stream_seq: -1 }): void {
    const why = `it was handed out ${MOST_DELIVERIES} times and never answered: does it end?`;
    this.#bySequence.get(stream_seq)?.reject(new Error(why));
  }

  /** No answer will come any more. */
  fail(why: Error): void {
    this.#failed = why;
    for (const { reject } of this.#handed.values()) reject(why);
  }

  /** The deliveries of the run since `sinceMs` whose answers were not used. Forgets them. */
  unused(sinceMs: number): UnusedDelivery[] {
    const all = [...this.#handed.values()];
    this.#handed.clear();
    this.#bySequence.clear();
    return all.flatMap(({ part, deliveries, used }) =>
      deliveries
        .filter((it) => !used || !same(it, used))
        .map(({ attempt, host: token, atMs, signsMs, refusedMs }) => {
          const host = this.#roster.get(token)!;
          return {
            part,
            attempt,
            host: host.index,
            startMs: ours(host, atMs) - sinceMs,
            signsMs: signsMs.map((ms) => ms - sinceMs),
            refusedMs: refusedMs === null ? null : refusedMs - sinceMs,
          };
        }),
    );
  }
}

/** After a broker's restart it may count the attempts anew. */
function same(a: Begun, b: Begun): boolean {
  return a.host === b.host && a.atMs === b.atMs;
}

function ours({ clock }: Known, theirsMs: number): number {
  return theirsMs + clock.offsetMs;
}
