import { setTimeout as after } from "node:timers/promises";
import { type Consumer, type JetStreamClient, type JsMsg, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs, processCpuMs } from "../../clock.js";
import type { Outcome } from "../../job.js";
import { asFault, type Source } from "../../run-part.js";
import type { Crew, HeapOptions, Lost } from "../way.js";
import { worker } from "../worker.js";
import {
  type Answer,
  type Delivery,
  type Of,
  pack,
  shapes,
  type Task,
  unpack,
  wire,
} from "./wire.js";

/** Who a host is, and how many parts it runs at once, each on a thread of its own. */
export interface HostOptions extends HeapOptions {
  readonly name: string;
  readonly width: number;
}

/** What a host works with. */
interface Equipment {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly task: Task;
  readonly name: string;
  readonly crew: Crew;
  /** What each thread is given. */
  readonly inputs: unknown[];
}

/** How often in a lease a host says that it is still there. */
const SIGNS = 3;
/** How long it waits before it asks again for what was not there, in ms. */
const AGAIN_MS = 50;

/** A host at work for one run: it takes parts from the broker until the run is over. */
export class Host {
  /** Resolves when the run is over, or the host has left it. */
  readonly over: Promise<unknown>;
  readonly #its: Equipment;
  readonly #taken = new Set<JsMsg>();
  #leaving = false;

  /** Loads the job, says that it is ready, and begins. */
  static async begin(
    nc: NatsConnection,
    task: Task,
    source: Source,
    { name, width, ...heap }: HostOptions,
  ): Promise<Host> {
    const inputs = new Array(width).fill(null);
    const what = { label: task.job, size: 1, parts: inputs, merge: () => null };
    const crew = worker(width, heap).open({ ...source, ...what });
    await crew.ready;
    return new Host({ nc, js: jetstream(nc), task, name, crew, inputs });
  }

  private constructor(its: Equipment) {
    this.#its = its;
    const { nc, task, name, crew, inputs } = its;
    const clock = nc.subscribe(wire.clock(task.run, name), {
      callback: (_, ask) => void ask.respond(`${nowMs()}`),
    });
    nc.publish(wire.hello(task.run, "ready"), pack({ host: name, cpuMs: processCpuMs() }));
    this.over = Promise.all(inputs.map((_, slot) => this.#serve(slot))).finally(() => {
      clock.unsubscribe();
      return crew.close();
    });
  }

  /** Takes a part, runs it, takes the next. */
  async #serve(slot: number): Promise<void> {
    let consumer: Consumer | undefined;
    while (!this.#leaving) {
      try {
        consumer ??= await this.#its.js.consumers.get(
          wire.parts(this.#its.task.run).stream,
          "hosts",
        );
        const { ack_wait = 0 } = (await consumer.info(true)).config;
        const message = await consumer.next({ expires: 5000 });
        if (message) await this.#take(message, slot, ack_wait / 1e6);
      } catch (error) {
        // Otherwise the broker is away: it is asked until it is there again.
        if (this.#its.nc.isClosed() || isOver(error)) this.#leaving = true;
        consumer = undefined;
        await after(AGAIN_MS);
      }
    }
  }

  async #take(message: JsMsg, slot: number, leaseMs: number): Promise<void> {
    const order = unpack(message.data, shapes.order);
    if (!order) return message.term("this is no order");
    const id = message.subject.split(".").at(-1)!;
    const attempt = message.info.deliveryCount;
    const its = { host: this.#its.name, id, attempt, atMs: nowMs(), cpuMs: processCpuMs() };
    this.#its.nc.publish(wire.hello(this.#its.task.run, "began"), pack(its));
    this.#taken.add(message);
    const renewal = setInterval(() => message.working(), leaseMs / SIGNS);
    try {
      const outcome = await this.#outcome(order, slot);
      if (!this.#taken.has(message)) return;
      if (outcome === null) return message.nak();
      await this.#answer(its, outcome);
      message.ack();
    } finally {
      clearInterval(renewal);
      this.#taken.delete(message);
    }
  }

  /** What comes of a part; `null` if this host has had enough of it, and another may try. */
  async #outcome(
    { input, limitMs }: Of<typeof shapes.order>,
    slot: number,
  ): Promise<Outcome | null> {
    const { mostMs } = this.#its.task;
    const failsMs = limitMs ?? Number.POSITIVE_INFINITY;
    const startMs = nowMs();
    this.#its.inputs[slot] = input;
    try {
      return await this.#its.crew.run(slot, Math.min(mostMs, failsMs));
    } catch (error) {
      const endMs = nowMs();
      if (mostMs < failsMs && endMs - startMs >= mostMs - 1) return null;
      const where = { pid: process.pid, threadId: 0, ...(error as Lost).where };
      return { span: { part: slot, ...where, startMs, endMs, cpuMs: null }, fault: asFault(error) };
    }
  }

  /** Says it until the broker has it: of several messages of one id it keeps the first. */
  async #answer(its: Delivery, outcome: Outcome): Promise<void> {
    const data = packed({ ...its, outcome, cpuMs: processCpuMs() });
    for (;;) {
      try {
        const subject = `${wire.answers(this.#its.task.run).subject}.${its.id}`;
        const { duplicate } = await this.#its.js.publish(subject, data, {
          msgID: its.id,
          timeout: 1000,
        });
        if (duplicate) this.#its.nc.publish(wire.hello(this.#its.task.run, "late"), pack(its));
        return;
      } catch (error) {
        if (this.#its.nc.isClosed() || this.#leaving || isOver(error)) throw error;
        await after(AGAIN_MS);
      }
    }
  }

  /** Gives back what it has not ended, so that others get it at once, and ends. */
  async leave(): Promise<void> {
    this.#leaving = true;
    for (const message of this.#taken) message.nak();
    this.#taken.clear();
    await this.#its.nc.flush().catch(() => {});
    await this.#its.crew.close();
  }
}

/** Whether the run's stream or consumer is gone: so is the run. */
function isOver(error: unknown): boolean {
  return /^(Stream|Consumer)NotFoundError$/.test((error as Error)?.name);
}

/** The answer; if its value cannot travel, a fault that says so. */
function packed({ outcome, ...its }: Answer): Uint8Array {
  try {
    return pack({ ...its, outcome }, "value", "value" in outcome && outcome.value);
  } catch (error) {
    return pack({ ...its, outcome: { span: outcome.span, fault: asFault(error) } });
  }
}
