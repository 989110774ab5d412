import { isDeepStrictEqual } from "node:util";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { shown } from "../../arguments.js";
import type { Outcome } from "../../job.js";
import { MOST_BYTES } from "./broker.js";

// What goes over the wire between the owner of a run, the broker and the hosts: JSON and nothing
// else. No code travels: a run names a job, and a host runs it from its own files.

/** Streams and subjects. A run's name is a random token: any number share a broker. */
export const wire = {
  /** Where owners say which runs there are: hosts from elsewhere listen here. */
  runs: "lab.runs",
  parts: (run: string) => ({ stream: `LAB_${run}_PARTS`, subject: `lab.${run}.parts` }),
  answers: (run: string) => ({ stream: `LAB_${run}_ANSWERS`, subject: `lab.${run}.answers` }),
  /** What hosts tell the owner, and nobody keeps. */
  hello: (run: string, what: "ready" | "refuses" | "began" | "late") => `lab.${run}.hello.${what}`,
  clock: (run: string, host: string) => `lab.${run}.clock.${host}`,
  /** What hosts tell the broker of the parts that they have; what it tells when it gives one up. */
  signs: (run: string) => `$JS.ACK.LAB_${run}_PARTS.hosts.>`,
  givenUp: (run: string) => `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.LAB_${run}_PARTS.hosts`,
} as const;

const isWhole = (it: unknown): it is number => Number.isSafeInteger(it) && Number(it) >= 0;
const isNumber = (it: unknown): it is number => Number.isFinite(it);
const isNumberOrNull = (it: unknown): it is number | null => it === null || isNumber(it);
const isText = (it: unknown): it is string => typeof it === "string" && it.length < 10_000;
/** A name that may stand in a subject. */
const isToken = (it: unknown): it is string => isText(it) && /^[\w-]{1,40}$/.test(it);
const isGiven = (it: unknown): it is unknown => it !== undefined;

const times = { startMs: isNumber, endMs: isNumber, cpuMs: isNumberOrNull };
const span = { pid: isWhole, threadId: isWhole, ...times };
const fault = { name: isText, message: isText, stack: isText };
const isOutcome = (it: unknown): it is Outcome =>
  fits(it, { span: (its): its is unknown => fits(its, span) }) &&
  (!("fault" in it) || fits(it.fault, fault));

/** A host that has loaded the job, and its CPU time so far, in ms. */
const ready = { host: isToken, cpuMs: isNumber };
/** A delivery of a part, by its id, to a host, on whose clock it began. */
const delivery = { ...ready, id: isToken, attempt: isWhole, atMs: isNumber };

/** What each message must hold: anybody may have sent anything. */
export const shapes = {
  /** A run, its job's name on the hosts' own list (`file.function`), and how long a part may take. */
  task: { run: isToken, job: isText, mostMs: isWhole },
  /** A part, whose subject ends in its id, and after how many ms it has failed. */
  order: { input: isGiven, limitMs: isNumberOrNull },
  ready,
  refusal: { host: isToken, why: isText },
  delivery,
  answer: { ...delivery, outcome: isOutcome },
  givenUp: { stream_seq: isWhole },
} as const;

export type Shape = Readonly<Record<string, (it: unknown) => it is unknown>>;
/** What has a shape. */
export type Of<S> = {
  readonly [key in keyof S]: S[key] extends (it: unknown) => it is infer T ? T : never;
};
export type Task = Of<typeof shapes.task>;
export type Delivery = Of<typeof delivery>;
export type Answer = Of<typeof shapes.answer>;

function fits<S extends Shape>(it: unknown, shape: S): it is Of<S> {
  if (typeof it !== "object" || it === null) return false;
  return Object.entries(shape).every(([key, holds]) => holds((it as never)[key]));
}

/** What a message says if it has the shape; otherwise `undefined`. */
export function unpack<S extends Shape>(data: Uint8Array, shape: S): Of<S> | undefined {
  try {
    const it: unknown = JSON.parse(Buffer.from(data).toString());
    return fits(it, shape) ? it : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A message as JSON. What is a part's own in it is named by `what`: its `input` or its `value`.
 *
 * @throws {TypeError | RangeError} if JSON cannot hold it, or if it is longer than a message may be.
 */
export function pack(message: object, what = "message", own?: unknown): Uint8Array {
  const rule = `its ${what} cannot travel as JSON: use plain data without undefined, NaN, Map, …`;
  let text: string;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw new TypeError(`${rule} (${(cause as Error).message})`, { cause });
  }
  // Without a word JSON makes null of NaN and {} of a Map, and leaves out what is undefined.
  if (!isDeepStrictEqual(JSON.parse(text), message)) {
    throw new TypeError(`${rule} (it is ${shown(own, 200)})`);
  }
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST_BYTES) return bytes;
  const [mib, most] = [bytes.length, MOST_BYTES].map((length) => (length / 2 ** 20).toFixed(1));
  throw new RangeError(`its ${what} takes ${mib} MiB, a message ${most}: make the parts smaller`);
}

/** Where a broker is (`nats://127.0.0.1:4222`), and what it wants to hear. */
export interface Server {
  readonly url: string;
  readonly user?: string;
  readonly pass?: string;
}

/** Connects to a broker. One that is lost is looked for again, for half a minute. */
export function connectTo({ url, ...who }: Server, as: "owner" | "host"): Promise<NatsConnection> {
  return connect({
    ...who,
    servers: new URL(url).host,
    inboxPrefix: `_INBOX.${as}`,
    maxReconnectAttempts: 150,
    reconnectTimeWait: 200,
    // A link that was cut is noticed after three seconds of silence.
    pingInterval: 1000,
    maxPingOut: 2,
  });
}
