import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { NatsConnection } from "@nats-io/transport-node";
import { forOthers } from "../jobs/for-others.js";
import { usableCores } from "../lab/machine.js";
import { connectTo } from "../lab/ways/queue/wire.js";
import { Guest } from "./guest.js";
import { type Context, Remedy } from "./setup/context.js";

/**
 * `npm run host -- nats://host:password@192.168.1.7:4222 [width]`: this machine takes parts of
 * somebody's queue, `width` at once (default: one fewer than its cores), until Ctrl-C.
 *
 * @throws {Remedy} if there is no such address, or nobody answers there
 */
export async function main({ args, atEnd }: Context): Promise<number> {
  const [url = "", words = `${Math.max(1, Math.floor(usableCores()) - 1)}`] = args;
  const width = Number(words);
  const { protocol, host } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "nats:" || !host || !(Number.isInteger(width) && width >= 1 && width <= 256)) {
    throw new Remedy(
      "Cannot join a queue as the line must be of this form: " +
        "npm run host -- nats://host:password@192.168.1.7:4222 (and, if you like, how many parts " +
        `at once, from 1 to 256). It was: ${args.join(" ") || "empty"}`,
    );
  }
  const nc = await connection(new URL(url));
  const name = nameOf(hostname());
  const guest = new Guest(nc, { name, width }, (news) => console.log(news));
  console.log(
    `This machine is host '${name}' of ${new URL(url).host}. It runs ${width} at once of ` +
      `${[...forOthers.keys()].join(" and ")}, from its own files. Ctrl-C ends it.`,
  );
  atEnd(() => guest.leave());
  await nc.closed();
  if (guest.leaving) return 0;
  console.error("The queue has gone: for half a minute nothing has answered there.");
  return 1;
}

async function connection({ href, host, username, password }: URL): Promise<NatsConnection> {
  const server = { url: href, ...(username && { user: username, pass: password }) };
  return connectTo(server, "host").catch(({ message }: Error) => {
    if (/authoriz/i.test(message)) {
      throw new Remedy(
        `Cannot join the queue at ${host} as its password is another one: it is made anew at ` +
          "every start of that program. Ask for today's line.",
      );
    }
    throw new Remedy(
      `Cannot join the queue at ${host} as nothing answers there: is the line typed right, is ` +
        "that program running, and does this network let two machines talk (many a Wi-Fi keeps " +
        "its guests apart)?",
    );
  });
}

/** A name that may stand in a subject, and that no other machine has by chance. */
function nameOf(host: string): string {
  const plain = host.replaceAll(/[^\w-]/g, "-").slice(0, 30);
  return `${plain}-${randomBytes(2).toString("hex")}`;
}
