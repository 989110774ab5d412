import { setTimeout as after } from "node:timers/promises";
import type { NatsConnection } from "@nats-io/transport-node";
import { HOSTS, wire } from "./wire.js";

/** How often a part is handed out before the broker gives it up. */
export const MOST_DELIVERIES = 5;

const NS_PER_MS = 1e6;

/** The owner's consumer of the answers. */
const OWNER = "owner";

/**
 * Makes what a run keeps in the broker: its parts, of which each goes when it is acknowledged, and
 * its answers, of which those with an id that is known are refused.
 */
export async function makeStreams(nc: NatsConnection, run: string, leaseMs: number): Promise<void> {
  const { jetstreamManager } = await import("@nats-io/jetstream");
  const jsm = await jetstreamManager(nc);
  const [parts, answers] = [wire.parts(run), wire.answers(run)];
  const windowNs = 3_600_000 * NS_PER_MS;
  await jsm.streams.add({
    name: parts.stream,
    subjects: [`${parts.subject}.*`],
    retention: "workqueue",
    duplicate_window: windowNs,
  });
  await jsm.streams.add({
    name: answers.stream,
    subjects: [`${answers.subject}.*`],
    duplicate_window: windowNs,
  });
  await jsm.consumers.add(parts.stream, {
    durable_name: HOSTS,
    ack_policy: "explicit",
    ack_wait: leaseMs * NS_PER_MS,
    max_deliver: MOST_DELIVERIES,
    max_ack_pending: 10_000,
  });
  await jsm.consumers.add(answers.stream, { durable_name: OWNER, ack_policy: "explicit" });
}

/** Takes a run's streams out of a broker that goes on. */
export async function removeStreams(nc: NatsConnection, run: string): Promise<void> {
  const { jetstreamManager } = await import("@nats-io/jetstream");
  const jsm = await jetstreamManager(nc);
  for (const { stream } of [wire.parts(run), wire.answers(run)]) await jsm.streams.delete(stream);
}

/**
 * Hears a run's answers until the connection is closed. Each is acknowledged, so that one which was on
 * its way when the broker went comes again: the listener may hear it twice.
 */
export async function hearAnswers(
  nc: NatsConnection,
  run: string,
  listener: (data: Uint8Array) => void,
): Promise<void> {
  const { jetstream } = await import("@nats-io/jetstream");
  const js = jetstream(nc);
  while (!nc.isClosed()) {
    try {
      const consumer = await js.consumers.get(wire.answers(run).stream, OWNER);
      const answers = await consumer.consume({ idle_heartbeat: 500, expires: 2000 });
      for await (const message of answers) {
        listener(message.data);
        message.ack();
      }
    } catch {
      // The broker is away.
      await after(100);
    }
  }
}
