import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { type Credentials, startBroker } from "../../lab/ways/queue/broker.js";
import { Remedy } from "../setup/context.js";

/** The usual port of a nats-server: a teacher may have opened it in a firewall. */
const PORT = 4222;

/** What `npm start -- --class` has opened. */
export interface ClassQueue {
  /** For the notebook: with the owner's password. */
  readonly url: string;
  /** The one line that the others type. */
  readonly line: string;
  /** Where it can be reached, and whether it has answered there. */
  readonly address: string;
  readonly answers: boolean;
  readonly close: () => Promise<void>;
}

/**
 * Opens a queue to the room's network, on purpose: its passwords are made now and end with it.
 *
 * @param wanted the address of this machine on which it listens. Default: that of its network.
 * @throws {Remedy} if this machine has no such address, or no nats-server that starts.
 */
export async function openClassQueue(wanted?: string): Promise<ClassQueue> {
  const address = wanted ?? (await ownAddress());
  if (!addresses().includes(address)) {
    const here = addresses().join(", ") || "none: connect it to the room's network";
    throw new Remedy(
      `Cannot open the queue to a class at '${address}', which is no address of this machine ` +
        `in a network (its addresses: ${here}). Say which: npm start -- --class=ADDRESS`,
    );
  }
  const its = { address, owner: named("owner"), host: named("host") };
  const broker = await startBroker({ ...its, port: PORT })
    .catch(() => startBroker(its))
    .catch(({ message }) => {
      throw new Remedy(`Cannot open the queue to a class: ${message}`);
    });
  const { port } = new URL(broker.url);
  const at = ({ user, pass }: Credentials) => `nats://${user}:${pass}@${address}:${port}`;
  const line = `npm run host -- ${at(broker.host)}`;
  const answers = await answersAt(address, Number(port));
  return { url: at(broker.owner), line, address, answers, close: broker.close };
}

/** What the teacher reads. */
export function classWords({ line, address, answers }: ClassQueue): string {
  const seen = answers
    ? `It answers at ${address}, asked from this machine. Only another machine can tell whether others
reach it: many a Wi-Fi keeps its guests apart, and says nothing. Try the line on a second machine
before the lesson. A cable or a phone's hotspot may help.`
    : `It does not answer at ${address}, not even to this machine: a firewall may be in the way. Allow
nats-server there, or say another address: npm start -- --class=ADDRESS`;
  return `
A queue is open to everybody in this network. To join it, others type one line in their folder of
the course:

  ${line}

${seen}

The password was made now, and ends with this program. It travels as it is: whoever listens in
this network can read it, take parts, and answer first, with nonsense. So keep secrets out of this
queue. It opens nobody's files: a host runs only what is on its own list of jobs.
`;
}

/** The address that this machine has in the network that leads outside. Nothing is sent. */
async function ownAddress(): Promise<string> {
  const socket = createSocket("udp4");
  try {
    // An address for examples, which nobody has (RFC 5737): the system only looks up the way there.
    socket.connect(9, "198.51.100.1");
    await once(socket, "connect");
    return socket.address().address;
  } catch {
    return addresses()[0] ?? "127.0.0.1";
  } finally {
    socket.close();
  }
}

/** All addresses of this machine by which others could reach it. */
function addresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return all
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map((it) => it.address);
}

/** Whether a nats-server greets there within two seconds. */
async function answersAt(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    const [greeting] = await once(socket, "data", { signal: AbortSignal.timeout(2000) });
    return String(greeting).startsWith("INFO ");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A password that can be read out: 12 letters and digits without look-alikes, 59 bits. */
function named(user: string): Credentials {
  const signs = "abcdefghjkmnpqrstuvwxyz23456789";
  return { user, pass: Array.from({ length: 12 }, () => signs[randomInt(signs.length)]).join("") };
}
