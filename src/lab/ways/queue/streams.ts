import { setTimeout as after } from "node:timers/promises";
import { jetstream, jetstreamManager, type PubAck } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { type Answer, shapes, unpack, wire } from "./wire.js";

/** How often a part is handed out before the broker gives it up. */
export const MOST_DELIVERIES = 5;

const NS_PER_MS = 1e6;

/**
 * Makes what a run keeps in the broker: its parts, of which each goes when it is acknowledged, and
 * its answers, of which those with an id that is known are refused.
 */
export async function makeStreams(nc: NatsConnection, run: string, leaseMs: number): Promise<void> {
  const jsm = await jetstreamManager(nc);
  const [parts, answers] = [wire.parts(run), wire.answers(run)];
  // So long it knows the ids.
  const known = { duplicate_window: 3_600_000 * NS_PER_MS };
  const work = { name: parts.stream, subjects: [`${parts.subject}.*`], ...known };
  await jsm.streams.add({ ...work, retention: "workqueue" });
  await jsm.streams.add({ name: answers.stream, subjects: [`${answers.subject}.*`], ...known });
  const limits = { max_deliver: MOST_DELIVERIES, max_ack_pending: 10_000 };
  const lease = { ack_policy: "explicit", ack_wait: leaseMs * NS_PER_MS, ...limits } as const;
  await jsm.consumers.add(parts.stream, { durable_name: "hosts", ...lease });
  await jsm.consumers.add(answers.stream, { durable_name: "owner", ack_policy: "explicit" });
}

/** Takes them out of a broker that goes on. */
export async function removeStreams(nc: NatsConnection, run: string): Promise<void> {
  const { streams } = await jetstreamManager(nc);
  for (const { stream } of [wire.parts(run), wire.answers(run)]) await streams.delete(stream);
}

/** How long it takes until what was not there is asked for again, in ms. */
export const AGAIN_MS = 50;

/**
 * Publishes until the broker, which may be away, has it: of several messages of one id it keeps the
 * first. Resolves to its receipt, or to nothing if the connection or the run is over.
 */
export async function publish(
  nc: NatsConnection,
  subject: string,
  msgID: string,
  data: Uint8Array,
): Promise<PubAck | undefined> {
  while (!nc.isClosed()) {
    try {
      return await jetstream(nc).publish(subject, data, { msgID, timeout: 1000 });
    } catch (error) {
      if (isOver(error)) break;
      await after(AGAIN_MS);
    }
  }
  return undefined;
}

/** Whether the run's stream or consumer is gone: so is the run. */
export function isOver(error: unknown): boolean {
  return /^(Stream|Consumer)NotFoundError$/.test((error as Error)?.name);
}

/**
 * Hears a run's answers until the connection is closed. Each is acknowledged, so that one which was
 * on its way when the broker went comes again: the listener may hear it twice.
 */
export async function hearAnswers(
  nc: NatsConnection,
  run: string,
  listener: (answer: Answer) => void,
): Promise<void> {
  while (!nc.isClosed()) {
    try {
      const consumer = await jetstream(nc).consumers.get(wire.answers(run).stream, "owner");
      const answers = await consumer.consume({ idle_heartbeat: 500, expires: 2000 });
      for await (const message of answers) {
        const answer = unpack(message.data, shapes.answer);
        if (answer) listener(answer);
        message.ack();
      }
    } catch {
      // The broker is away.
      await after(AGAIN_MS);
    }
  }
}
