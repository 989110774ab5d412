import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as nap } from "node:timers/promises";
import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { must } from "../../lab/arguments.js";
import { orStopped, untilStopped } from "../../lab/stop.js";
import { type Broker, startBroker } from "../../lab/ways/queue/broker.js";
import { forgetFolder, leaveFolder } from "../../lab/ways/reaper.js";

/** A broker in use: the two sides of its client, and what may happen to it. */
export interface BrokerInUse {
  /** Puts messages in, and takes them out. */
  readonly queue: JetStreamClient;
  /** Makes and looks at streams and consumers. */
  readonly manager: JetStreamManager;
  /** Kills it without a word, and starts it again on its own store after so many ms. */
  readonly restart: (downMs: number) => Promise<void>;
}

/**
 * Starts a broker for as long as `use` takes, and promises what `use` promises. Programs that are
 * started meanwhile find it by `NATS_URL` in their environment. It is gone, with its store, when
 * `use` has ended, thrown or been interrupted.
 *
 * @throws {TypeError} if `use` is not a function.
 * @throws {Error} if there is no nats-server on this machine.
 */
export async function withBroker<T>(use: (broker: BrokerInUse) => T | Promise<T>): Promise<T> {
  must(typeof use === "function", "Cannot start a broker", "'use' must be a function", use);
  return untilStopped(undefined, async (stop) => {
    const store = mkdtempSync(join(tmpdir(), "lab-store-"));
    leaveFolder(store);
    const before = process.env.NATS_URL;
    let broker: Broker | undefined;
    let close = async () => {};
    try {
      broker = await startBroker({ store });
      const { owner, host } = broker;
      const at = new URL(broker.url);
      const connection = await connectTo(broker);
      close = () => connection.close();
      const { jetstream, jetstreamManager } = await import("@nats-io/jetstream");
      const restart = async (downMs: number) => {
        const again = reconnected(connection);
        process.kill(broker!.pid, "SIGKILL");
        await broker!.close();
        await nap(downMs);
        broker = await startBroker({ store, port: Number(at.port), owner, host });
        await again;
      };
      process.env.NATS_URL = `nats://${owner.user}:${owner.pass}@${at.host}`;
      const manager = await jetstreamManager(connection);
      return await orStopped(
        stop,
        (async () => use({ queue: jetstream(connection), manager, restart }))(),
      );
    } finally {
      if (before === undefined) delete process.env.NATS_URL;
      else process.env.NATS_URL = before;
      await close();
      await broker?.close();
      rmSync(store, { recursive: true, force: true, maxRetries: 5 });
      forgetFolder(store);
    }
  });
}

async function connectTo({ url, owner }: Broker) {
  const { connect } = await import("@nats-io/transport-node");
  // After a restart it is to be found at once.
  return connect({ servers: url, ...owner, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
}

/** Resolves when the connection was lost and is there again. */
async function reconnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === "reconnect") return;
}
