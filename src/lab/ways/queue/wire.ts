import { isDeepStrictEqual } from "node:util";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { shown } from "../../arguments.js";
import type { Fault, Outcome, Span } from "../../job.js";
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

/** A run, as it is told to hosts. */
export interface Task {
  readonly run: string;
  /** The job's name on the hosts' own list: `file.function`. */
  readonly job: string;
  /** How long a part may take before its host gives it back, in ms. */
  readonly mostMs: number;
}

/** A part to run. Its subject ends in its id, which is that of its answers, too. */
export interface Order {
  readonly input: unknown;
  /** How long it may take before it has failed, in ms. */
  readonly limitMs: number | null;
}

/** A host that has loaded the job, and its CPU time so far, in ms. */
export interface Ready {
  readonly host: string;
  readonly cpuMs: number;
}

/** A host that does not run the job, and why. */
export interface Refusal {
  readonly host: string;
  readonly why: string;
}

/** A delivery of a part to a host: it began `atMs` on the host's clock. */
export interface Delivery extends Ready {
  readonly id: string;
  readonly attempt: number;
  readonly atMs: number;
}

/** What came of it. */
export interface Answer extends Delivery {
  readonly outcome: Outcome;
}

type Holds = (value: unknown) => boolean;
export type Shape<T> = { readonly [key in keyof T]-?: Holds };

const isWhole: Holds = (it) => Number.isSafeInteger(it) && Number(it) >= 0;
const isNumber: Holds = (it) => Number.isFinite(it);
const isNumberOrNull: Holds = (it) => it === null || isNumber(it);
const isText: Holds = (it) => typeof it === "string" && it.length < 10_000;
/** A name that may stand in a subject. */
const isToken: Holds = (it) => typeof it === "string" && /^[\w-]{1,40}$/.test(it);

const shapeOf = <T>(shape: Shape<T>): Shape<T> => shape;
const span = shapeOf<Pick<Span, "pid" | "threadId" | "startMs" | "endMs" | "cpuMs">>({
  ...{ pid: isWhole, threadId: isWhole, startMs: isNumber, endMs: isNumber, cpuMs: isNumberOrNull },
});
const fault = shapeOf<Fault>({ name: isText, message: isText, stack: isText });
const isOutcome: Holds = (it) => {
  const its = (it ?? {}) as Partial<Record<"span" | "fault", unknown>>;
  return fits(its.span, span) && (its.fault === undefined || fits(its.fault, fault));
};
const ready = { host: isToken, cpuMs: isNumber };
const delivery = { ...ready, id: isToken, attempt: isWhole, atMs: isNumber };

/** What each message must hold: anybody may have sent anything. */
export const shapes = {
  task: shapeOf<Task>({ run: isToken, job: isText, mostMs: isWhole }),
  order: shapeOf<Order>({ input: (it) => it !== undefined, limitMs: isNumberOrNull }),
  ready: shapeOf<Ready>(ready),
  refusal: shapeOf<Refusal>({ host: isToken, why: isText }),
  delivery: shapeOf<Delivery>(delivery),
  answer: shapeOf<Answer>({ ...delivery, outcome: isOutcome }),
  givenUp: shapeOf<{ stream_seq: number }>({ stream_seq: isWhole }),
} as const;

function fits<T>(it: unknown, shape: Shape<T>): it is T {
  if (typeof it !== "object" || it === null) return false;
  return Object.entries<Holds>(shape).every(([key, holds]) => holds((it as never)[key]));
}

/** What a message says if it has the shape; otherwise `undefined`. */
export function unpack<T>(data: Uint8Array, shape: Shape<T>): T | undefined {
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
