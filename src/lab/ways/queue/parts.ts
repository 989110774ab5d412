import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs } from "../../clock.js";
import type { Job, Outcome } from "../../job.js";
import type { UnusedDelivery } from "../../run.js";
import type { KnownHost } from "./known-host.js";
import { MOST_DELIVERIES, publish } from "./streams.js";
import { type Answer, type Delivery, pack, wire } from "./wire.js";

/** A part that has been handed to the broker, and what was heard of it, by moments on our clock. */
interface Handed {
  readonly part: number;
  readonly heard: { readonly of: Delivery; readonly signsMs: number[]; refusedMs: number | null }[];
  /** The delivery that gave the value. */
  used?: Delivery;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/** The parts of one crew's runs, at the broker. */
export class Parts {
  readonly #job: Job;
  readonly #subject: string;
  readonly #hosts: ReadonlyMap<string, KnownHost>;
  readonly #times: number[];
  readonly #byId = new Map<string, Handed>();
  /** By the number that the broker's stream has given. */
  readonly #bySequence = new Map<number, Handed>();
  #failed: Error | undefined;

  constructor(job: Job, run: string, hosts: ReadonlyMap<string, KnownHost>) {
    this.#job = job;
    this.#subject = wire.parts(run).subject;
    this.#hosts = hosts;
    this.#times = job.parts.map(() => 0);
  }

  /** Hands a part to the broker; resolves when its answer is here. */
  hand(nc: NatsConnection, part: number, limitMs: number | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#failed) throw this.#failed;
      const input = this.#job.parts[part];
      const data = pack({ input, limitMs: limitMs ?? null }, "input", input);
      // A crew's second run hands all parts out again.
      const time = this.#times[part]!++;
      const id = time === 0 ? `${part}` : `${part}-${time}`;
      const handed: Handed = { part, heard: [], resolve, reject };
      this.#byId.set(id, handed);
      publish(nc, `${this.#subject}.${id}`, id, data).then((kept) => {
        if (kept) this.#bySequence.set(kept.seq, handed);
      });
    });
  }

  began(of: Delivery): void {
    this.#byId.get(of.id)?.heard.push({ of, signsMs: [nowMs()], refusedMs: null });
  }

  /** `$JS.ACK.<stream>.hosts.<attempt>.<sequence>.…`: `+WPI` ("work in progress") renews a lease. */
  sign(data: Uint8Array, subject: string): void {
    if (Buffer.from(data).toString() !== "+WPI") return;
    const [attempt, sequence] = subject.split(".").slice(4).map(Number);
    const heard = this.#bySequence.get(sequence!)?.heard;
    heard?.findLast(({ of }) => of.attempt === attempt)?.signsMs.push(nowMs());
  }

  late(delivery: Delivery): void {
    const known = this.#byId.get(delivery.id)?.heard.find(({ of }) => same(of, delivery));
    if (known) known.refusedMs = nowMs();
  }

  async answered({ outcome, ...its }: Answer): Promise<void> {
    const [handed, host] = [this.#byId.get(its.id), this.#hosts.get(its.host)];
    // After a broker's restart an answer may come again.
    if (!handed || !host || handed.used) return;
    handed.used = its;
    host.cpuMs = Math.max(host.cpuMs, its.cpuMs);
    await host.asked;
    const { span } = outcome;
    const [startMs, endMs] = [span.startMs, span.endMs].map((ms) => ms + host.clock.offsetMs);
    const where = { part: handed.part, host: host.index, attempt: its.attempt };
    const ours = { ...span, ...where, startMs: startMs!, endMs: endMs! };
    handed.resolve({ ...outcome, span: ours });
  }

  givenUp({ stream_seq }: { readonly stream_seq: number }): void {
    const why = `it was handed out ${MOST_DELIVERIES} times and never answered: does it end?`;
    this.#bySequence.get(stream_seq)?.reject(new Error(why));
  }

  /** No answer will come any more. */
  fail(why: Error): void {
    this.#failed = why;
    for (const { reject } of this.#byId.values()) reject(why);
  }

  /** The deliveries of the run since `sinceMs` whose answers were not used. Forgets them. */
  unused(sinceMs: number): UnusedDelivery[] {
    const all = [...this.#byId.values()];
    this.#byId.clear();
    this.#bySequence.clear();
    return all.flatMap(({ part, heard, used }) => {
      const rest = heard.filter(({ of }) => !used || !same(of, used));
      return rest.map(({ of: { host: name, attempt, atMs }, signsMs, refusedMs }) => {
        const host = this.#hosts.get(name)!;
        const startMs = atMs + host.clock.offsetMs - sinceMs;
        const signs = { signsMs: signsMs.map((ms) => ms - sinceMs) };
        const refused = { refusedMs: refusedMs && refusedMs - sinceMs };
        return { part, attempt, host: host.index, startMs, ...signs, ...refused };
      });
    });
  }
}

/** After a broker's restart it may count the attempts anew. */
function same(a: Delivery, b: Delivery): boolean {
  return a.host === b.host && a.atMs === b.atMs;
}
