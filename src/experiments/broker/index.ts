import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findServer } from "../../lab/ways/queue/broker.js";

/** The nats-server that the way `queue` starts. */
export interface BrokerFacts {
  /** For example `"2.15.1"`. */
  readonly version: string;
}

/** The nats-server of this machine; `null` if there is none. */
export async function facts(): Promise<BrokerFacts | null> {
  const server = findServer();
  if (server === undefined) return null;
  try {
    const { stdout } = await promisify(execFile)(server, ["--version"], { timeout: 10_000 });
    return { version: /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? stdout.trim() };
  } catch {
    return null;
  }
}
