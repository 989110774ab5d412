import { type Consumer, type JetStreamClient, type JsMsg, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs, processCpuMs } from "../../clock.js";
import type { Outcome } from "../../job.js";
import { asFault, type Source } from "../../run-part.js";
import type { Crew, Lost } from "../way.js";
import { worker } from "../worker.js";
import {
  type Answer,
  type Begun,
  connectTo,
  HOSTS,
  idOf,
  type Order,
  pack,
  type Server,
  shapes,
  type Task,
  unpack,
  wire,
} from "./wire.js";

/** Who a host is, and how many parts it runs at once, each on a thread of its own. */
export interface HostOptions {
  readonly name: string;
  readonly width: number;
  /** How large the heap of a thread may grow, in MiB. Default: as in `way.worker`. */
  readonly heapMiB?: number;
}

/** How often in a lease a host says that it is still there. */
const SIGNS = 3;

/** How long it waits before it asks again for what was not there, in ms. */
const AGAIN_MS = 50;

const after = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** What a host does for one run: it takes parts from the broker until the run is over. */
export class Host {
  /** Resolves when the run is over, or the host has left it. */
  readonly over: Promise<unknown>;
  readonly #nc: NatsConnection;
  readonly #js: JetStreamClient;
  readonly #task: Task;
  readonly #name: string;
  readonly #crew: Crew;
  /** What each thread is given. */
  readonly #inputs: unknown[];
  readonly #taken = new Set<JsMsg>();
  #leaving = false;

  /** Connects, loads the job, and begins. */
  static async start(server: Server, task: Task, source: Source, its: HostOptions): Promise<Host> {
    const nc = await connectTo(server, "host");
    return Host.begin(nc, task, source, its);
  }

  /** Loads the job and begins, on a connection that is there. */
  static async begin(
    nc: NatsConnection,
    task: Task,
    source: Source,
    its: HostOptions,
  ): Promise<Host> {
    const inputs = new Array(its.width).fill(null);
    const { heapMiB } = its;
    const job = { ...source, label: task.job, size: 1, parts: inputs, merge: () => null };
    const crew = worker(its.width, heapMiB === undefined ? {} : { heapMiB }).open(job);
    await crew.ready;
    return new Host(nc, task, its.name, crew, inputs);
  }

  private constructor(nc: NatsConnection, task: Task, name: string, crew: Crew, inputs: unknown[]) {
    this.#nc = nc;
    this.#js = jetstream(nc);
    this.#task = task;
    this.#name = name;
    this.#crew = crew;
    this.#inputs = inputs;
    const clock = nc.subscribe(wire.clock(task.run, name), {
      callback: (_, ask) => void ask.respond(String(nowMs())),
    });
    this.#say("ready", { host: name, cpuMs: processCpuMs() });
    this.over = Promise.all(inputs.map((_, slot) => this.#serve(slot))).finally(() => {
      clock.unsubscribe();
      return crew.close();
    });
  }

  #say(kind: "ready" | "began" | "late", message: object): void {
    this.#nc.publish(wire.hello(this.#task.run, kind), pack(message));
  }

  /** Takes a part, runs it, takes the next. */
  async #serve(slot: number): Promise<void> {
    let consumer: Consumer | undefined;
    while (!this.#leaving) {
      try {
        consumer ??= await this.#js.consumers.get(wire.parts(this.#task.run).stream, HOSTS);
        const { ack_wait = 1e9 } = (await consumer.info(true)).config;
        const message = await consumer.next({ expires: 5000 });
        if (message) await this.#take(message, slot, ack_wait / 1e6);
      } catch (error) {
        if (this.#nc.isClosed() || isOver(error)) this.#leaving = true;
        // The broker is away: it is asked until it is there again.
        consumer = undefined;
        await after(AGAIN_MS);
      }
    }
  }

  async #take(message: JsMsg, slot: number, leaseMs: number): Promise<void> {
    const order = unpack(message.data, shapes.order);
    if (!order) return message.term("this is no order");
    const { part, time } = order;
    const attempt = message.info.deliveryCount;
    const its: Begun = { host: this.#name, part, time, attempt, atMs: nowMs() };
    this.#say("began", its);
    this.#taken.add(message);
    const renewal = setInterval(() => message.working(), leaseMs / SIGNS);
    try {
      const outcome = await this.#outcome(order, slot);
      if (!this.#taken.has(message)) return;
      if (outcome === null) return message.nak();
      await this.#answer({ ...its, outcome, cpuMs: processCpuMs() });
      message.ack();
    } finally {
      clearInterval(renewal);
      this.#taken.delete(message);
    }
  }

  /** What comes of a part; `null` if this host has had enough of it, and another may try. */
  async #outcome({ part, input, limitMs }: Order, slot: number): Promise<Outcome | null> {
    const { mostMs } = this.#task;
    const startMs = nowMs();
    this.#inputs[slot] = input;
    try {
      const outcome = await this.#crew.run(slot, Math.min(mostMs, limitMs ?? mostMs));
      return { ...outcome, span: { ...outcome.span, part } };
    } catch (error) {
      const endMs = nowMs();
      if (mostMs < (limitMs ?? Number.POSITIVE_INFINITY) && endMs - startMs >= mostMs - 1)
        return null;
      const where = { pid: process.pid, threadId: 0, ...(error as Lost).where };
      return { span: { part, ...where, startMs, endMs, cpuMs: null }, fault: asFault(error) };
    }
  }

  /** Says it until the broker has it: of several messages of one id it keeps the first. */
  async #answer(answer: Answer): Promise<void> {
    const { outcome: _, cpuMs: __, ...its } = answer;
    const data = packed(answer);
    const subject = `${wire.answers(this.#task.run).subject}.${its.part}`;
    const how = { msgID: idOf(its), timeout: 1000 };
    for (;;) {
      try {
        const { duplicate } = await this.#js.publish(subject, data, how);
        if (duplicate) this.#say("late", { ...its, lateMs: nowMs() });
        return;
      } catch (error) {
        if (this.#nc.isClosed() || this.#leaving || isOver(error)) throw error;
        await after(AGAIN_MS);
      }
    }
  }

  /** Gives back what it has not ended, so that others get it at once, and ends. */
  async leave(): Promise<void> {
    this.#leaving = true;
    for (const message of this.#taken) message.nak();
    this.#taken.clear();
    await this.#nc.flush().catch(() => {});
    await this.#crew.close();
  }
}

/** Whether the run's stream or consumer is gone: so is the run. */
function isOver(error: unknown): boolean {
  return /^(Stream|Consumer)NotFoundError$/.test((error as Error)?.name);
}

/** The answer; if its value cannot travel, a fault that says so. */
function packed(answer: Answer): Uint8Array {
  try {
    return pack(answer);
  } catch (error) {
    return pack({ ...answer, outcome: { span: answer.outcome.span, fault: asFault(error) } });
  }
}
