import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inOwnGroup, watchOver } from "../process-group.js";
import { forgetFolder, leaveFolder, reaperReady } from "../reaper.js";

/** A name and a password. */
export interface Credentials {
  readonly user: string;
  readonly pass: string;
}

/** A running nats-server of our own. */
export interface Broker {
  /** For example `"nats://127.0.0.1:41234"`. */
  readonly url: string;
  /** For whoever asks: may do everything. */
  readonly owner: Credentials;
  /** For hosts: may take parts and answer. */
  readonly host: Credentials;
  readonly pid: number;
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<Error>;
  /** Ends it and takes its store away. May be called twice. */
  readonly close: () => Promise<void>;
}

/** What a broker can be told. */
export interface BrokerOptions {
  /** On which address it listens. Default `"127.0.0.1"`: only this machine can reach it. */
  address?: string;
  /** Its port. Default: a free one. */
  port?: number;
  /** A folder for its store that stays when it ends. Default: one that goes with it. */
  store?: string;
  /** Default: names with random passwords. */
  owner?: Credentials;
  host?: Credentials;
}

/** The largest message, in bytes: NATS advises against more than 8 MiB. */
export const MOST_BYTES = 8 * 2 ** 20;

const NONE =
  "the way 'queue' needs a nats-server, and there is none here: `npm start` installs one if there " +
  "is one for this kind of machine; others are at https://github.com/nats-io/nats-server/releases " +
  "(put it on the PATH). Or name a running one by 'url', or by NATS_URL in the environment";

/**
 * Starts a nats-server on a port of its own. It ends with this process, however that ends.
 *
 * @throws {Error} if there is no nats-server on this machine, or if it does not start.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const server = findServer();
  if (server === undefined) throw new Error(NONE);
  await reaperReady();
  const folder = mkdtempSync(join(tmpdir(), "lab-broker-"));
  leaveFolder(folder);
  const { owner = named("owner"), host = named("host") } = options;
  const config = join(folder, "nats.json");
  // In a file that only we can read: everybody on this machine sees a program's arguments.
  const settings = JSON.stringify(settingsOf({ store: folder, ...options, owner, host }));
  writeFileSync(config, settings, { mode: 0o600 });
  const stdio = ["ignore", "ignore", "pipe"] as const;
  const child = spawn(server, ["-c", config], { ...inOwnGroup, stdio: [...stdio] });
  let end: () => Promise<void> = async () => {};
  const ended = new Promise<Error>((resolve) => {
    end = watchOver(child, (error) => resolve(brief(error)));
  });
  const close = async () => {
    await end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    forgetFolder(folder);
  };
  const listens = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr! }).on("line", (line) => {
      const at = /Listening for client connections on (\S+:\d+)$/.exec(line)?.[1];
      if (at) resolve(`nats://${at}`);
    });
  });
  const url = await Promise.race([listens, ended]);
  if (typeof url === "string") return { url, owner, host, pid: child.pid!, ended, close };
  await close();
  throw new Error(`the nats-server at ${server} did not start: ${url.message}`);
}

/** The program: the one that the set-up has installed, or the first on the PATH. */
export function findServer(): string | undefined {
  const windows = process.platform === "win32";
  const ours = `../../../../.venv/${windows ? "Scripts" : "bin"}`;
  const folders = [
    fileURLToPath(new URL(ours, import.meta.url)),
    ...(process.env.PATH ?? "").split(delimiter).filter(Boolean),
  ];
  const places = folders.map((folder) => join(folder, `nats-server${windows ? ".exe" : ""}`));
  return places.find(canRun);
}

function canRun(place: string): boolean {
  try {
    accessSync(place, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Of all that the server has logged, the errors. */
function brief(error: Error): Error {
  if (!error.message.includes("[INF]")) return error;
  const [how = ""] = error.message.split(": ", 1);
  const faults = error.message.match(/(?<=\[(?:ERR|FTL)\] ).+/g) ?? [];
  return new Error([how, ...faults.slice(-2)].join(": "));
}

function named(user: string): Credentials {
  return { user, pass: randomBytes(18).toString("base64url") };
}

/** The server's configuration; JSON is one of the forms that it reads. */
function settingsOf({
  address = "127.0.0.1",
  port = -1,
  store,
  owner,
  host,
}: BrokerOptions & Record<"owner" | "host", Credentials>): object {
  // A host takes from the consumers named `hosts`, no others: it cannot read the answers.
  const publish = [
    "$JS.API.INFO",
    "$JS.API.CONSUMER.INFO.*.hosts",
    "$JS.API.CONSUMER.MSG.NEXT.*.hosts",
    "$JS.ACK.*.hosts.>",
    "lab.*.answers.*",
    "lab.*.hello.>",
  ];
  const permissions = {
    publish: { allow: publish },
    subscribe: { allow: ["_INBOX.host.>", "lab.*.clock.*", "lab.runs"] },
    // To requests, such as what its clock says. The owner's inboxes are otherwise closed to it.
    allow_responses: { max: 1, expires: "1m" },
  };
  return {
    listen: `${address}:${port}`,
    max_payload: MOST_BYTES,
    max_pending: 8 * MOST_BYTES,
    ping_interval: "1s",
    ping_max: 2,
    write_deadline: "2s",
    // Otherwise what it has confirmed may be lost with the machine: it writes every two minutes.
    jetstream: { store_dir: store, sync_interval: "always", max_mem: 2 ** 26, max_file: 2 ** 30 },
    authorization: {
      users: [
        { user: owner.user, password: owner.pass },
        { user: host.user, password: host.pass, permissions },
      ],
    },
  };
}
