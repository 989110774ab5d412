import { setTimeout as after, setImmediate as macrotask } from "node:timers/promises";
import { type Consumer, type JsMsg, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { nowMs, processCpuMs } from "../../clock.js";
import type { Outcome } from "../../job.js";
import { asFault, type Source } from "../../run-part.js";
import type { HeapOptions, Lost } from "../way.js";
import { worker } from "../worker.js";
import { AGAIN_MS, isOver, publish } from "./streams.js";
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

/** A host at work for one run. */
export interface Host {
  /** Resolves when the run is over, or the host has left it. */
  readonly over: Promise<unknown>;
  /** Gives back what it has not ended, so that others get it at once, and ends. */
  readonly leave: () => Promise<void>;
}

/** How long it asks for a part before it asks again, in ms. */
const ASKS_MS = 1000;

/** How often in a lease a host says that it is still there. */
const SIGNS = 3;

/** Loads the job, says that it is ready, and takes parts from the broker until the run is over. */
export async function beginHost(
  nc: NatsConnection,
  { run, job, mostMs }: Task,
  source: Source,
  { name, width, ...heap }: HostOptions,
): Promise<Host> {
  /** What it was handed, and has neither answered nor given back. */
  const taken = new Set<JsMsg>();
  let leaving = false;
  // What each thread is given; its last answer, which may still be on its way.
  const inputs: unknown[] = new Array(width).fill(null);
  const answers: Promise<void>[] = [];
  const what = { label: job, size: 1, parts: inputs, merge: () => null };
  const crew = worker(width, heap).open({ ...source, ...what });
  await crew.ready.catch(async (error) => {
    await crew.close();
    throw error;
  });

  /** Takes a part, runs it, takes the next. */
  async function serve(slot: number): Promise<void> {
    let consumer: Consumer | undefined;
    while (!leaving) {
      try {
        consumer ??= await jetstream(nc).consumers.get(wire.parts(run).stream, "hosts");
        const { ack_wait = 0 } = (await consumer.info(true)).config;
        const message = await consumer.next({ expires: ASKS_MS });
        if (message) await take(message, slot, ack_wait / 1e6);
      } catch (error) {
        // Otherwise the broker is away: it is asked until it is there again.
        if (nc.isClosed() || isOver(error)) leaving = true;
        consumer = undefined;
        await after(AGAIN_MS);
      }
    }
  }

  async function take(message: JsMsg, slot: number, leaseMs: number): Promise<void> {
    taken.add(message);
    // It was on its way when this host left.
    if (leaving) return;
    const order = unpack(message.data, shapes.order);
    if (!order) return end(message, "term");
    const id = message.subject.split(".").at(-1)!;
    const attempt = message.info.deliveryCount;
    const its = { host: name, id, attempt, atMs: nowMs(), cpuMs: processCpuMs() };
    nc.publish(wire.hello(run, "began"), pack(its));
    const renewal = setInterval(() => message.working(), leaseMs / SIGNS);
    const outcome = await outcomeOf(order, slot);
    await answers[slot];
    // The next part is asked for first: the broker writes an answer to its disk before it reads on.
    const answered = macrotask().then(() => answer(message, its, outcome));
    answers[slot] = answered.finally(() => clearInterval(renewal));
  }

  async function answer(message: JsMsg, its: Delivery, outcome: Outcome | null): Promise<void> {
    if (leaving) return;
    if (outcome === null) return end(message, "nak");
    const data = packed({ ...its, outcome, cpuMs: processCpuMs() });
    const kept = await publish(nc, `${wire.answers(run).subject}.${its.id}`, its.id, data);
    if (kept?.duplicate) nc.publish(wire.hello(run, "late"), pack(its));
    if (kept) end(message, "ack");
  }

  function end(message: JsMsg, how: "ack" | "nak" | "term"): void {
    message[how]();
    taken.delete(message);
  }

  /** What comes of a part; `null` if this host has had enough of it, and another may try. */
  async function outcomeOf(
    { input, limitMs }: Of<typeof shapes.order>,
    slot: number,
  ): Promise<Outcome | null> {
    const failsMs = limitMs ?? Number.POSITIVE_INFINITY;
    const startMs = nowMs();
    inputs[slot] = input;
    try {
      return await crew.run(slot, Math.min(mostMs, failsMs));
    } catch (error) {
      const endMs = nowMs();
      if (mostMs < failsMs && endMs - startMs >= mostMs - 1) return null;
      const where = { pid: process.pid, threadId: 0, ...(error as Lost).where };
      return { span: { part: slot, ...where, startMs, endMs, cpuMs: null }, fault: asFault(error) };
    }
  }

  const clock = nc.subscribe(wire.clock(run, name), {
    callback: (_, ask) => void ask.respond(`${nowMs()}`),
  });
  nc.publish(wire.hello(run, "ready"), pack({ host: name, cpuMs: processCpuMs() }));
  const served = Promise.all(inputs.map((_, slot) => serve(slot).then(() => answers[slot])));
  const over = served.finally(() => {
    clock.unsubscribe();
    return crew.close();
  });
  return {
    over,
    leave: async () => {
      leaving = true;
      await crew.close();
      // What it was asking for may still be handed to it. A broker that is away is not waited for.
      await Promise.race([served, after(2 * ASKS_MS, undefined, { ref: false })]);
      for (const message of taken) end(message, "nak");
      await nc.flush().catch(() => {});
    },
  };
}

/** The answer; if its value cannot travel, a fault that says so. */
function packed({ outcome, ...its }: Answer): Uint8Array {
  try {
    return pack({ ...its, outcome }, "value", "value" in outcome && outcome.value);
  } catch (error) {
    return pack({ ...its, outcome: { span: outcome.span, fault: asFault(error) } });
  }
}
