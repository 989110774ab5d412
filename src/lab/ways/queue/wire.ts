import { isDeepStrictEqual } from "node:util";
import type { NatsConnection } from "@nats-io/transport-node";
import { shown } from "../../arguments.js";
import type { Fault, Outcome, Span } from "../../job.js";

// What goes over the wire between the one who asks (the owner of a run), the broker and the hosts:
// JSON and nothing else. No code travels: a run names a job, and a host runs it from its own files.

/** The consumer of a run's parts, which all hosts share. */
export const HOSTS = "hosts";

/** Subjects and streams; `run` is a random token, so that any number of runs share a broker. */
export const wire = {
  /** Where owners say which runs there are: hosts from elsewhere listen here. */
  runs: "lab.runs",
  parts: (run: string) => ({ stream: `LAB_${run}_PARTS`, subject: `lab.${run}.parts` }),
  answers: (run: string) => ({ stream: `LAB_${run}_ANSWERS`, subject: `lab.${run}.answers` }),
  /** What hosts tell the owner; nobody keeps it. */
  hello: (run: string, kind: "ready" | "refuses" | "began" | "late") => `lab.${run}.hello.${kind}`,
  clock: (run: string, host: string) => `lab.${run}.clock.${host}`,
  /** What hosts tell the broker of the parts that they have. */
  signs: (run: string) => `$JS.ACK.LAB_${run}_PARTS.${HOSTS}.>`,
  /** What the broker tells of parts that it hands out no more. */
  givenUp: (run: string) => `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.LAB_${run}_PARTS.${HOSTS}`,
} as const;

/** The largest message, in bytes: NATS advises against more than 8 MiB. */
export const MOST_BYTES = 8 * 2 ** 20;

/** A run, as it is announced to hosts. */
export interface Task {
  readonly run: string;
  /** Name of the job, `file.function`, on the host's own list. */
  readonly job: string;
  /** How long a part may take before its host gives it back, in ms. */
  readonly mostMs: number;
}

/** A part to run: which, for the how manieth time (a run may be repeated), and how long it may take. */
export interface Order {
  readonly part: number;
  readonly time: number;
  readonly input: unknown;
  readonly limitMs: number | null;
}

/** The message id of a part's order and answers: the same for all its deliveries. */
export function idOf({ part, time }: Pick<Order, "part" | "time">): string {
  return time === 0 ? `${part}` : `${part}.${time}`;
}

/** A host that has loaded the job, and the CPU time that this took, in ms. */
export interface Ready {
  readonly host: string;
  readonly cpuMs: number;
}

/** A host that does not run the job. */
export interface Refusal {
  readonly host: string;
  readonly why: string;
}

/** One delivery of a part: it has begun, `atMs` on the host's clock. */
export interface Begun extends Pick<Order, "part" | "time"> {
  readonly host: string;
  readonly attempt: number;
  readonly atMs: number;
}

/** A delivery whose answer was refused at `lateMs`, as the part had one. */
export interface Late extends Begun {
  readonly lateMs: number;
}

/** What came of a delivery, and the host's CPU time so far. */
export interface Answer extends Begun {
  readonly outcome: Outcome;
  readonly cpuMs: number;
}

type Holds = (value: unknown) => boolean;
type Shape<T> = { readonly [key in keyof T]-?: Holds };

const isWhole: Holds = (it) => Number.isSafeInteger(it) && Number(it) >= 0;
const isNumber: Holds = (it) => Number.isFinite(it);
const isAnything: Holds = () => true;
const orNull =
  (holds: Holds): Holds =>
  (it) =>
    it === null || holds(it);
const isText =
  (most: number): Holds =>
  (it) =>
    typeof it === "string" && it.length <= most;
/** A name that may stand in a subject. */
const isToken: Holds = (it) => typeof it === "string" && /^[\w-]{1,40}$/.test(it);

const begun: Shape<Begun> = {
  host: isToken,
  part: isWhole,
  time: isWhole,
  attempt: isWhole,
  atMs: isNumber,
};
const spanShape: Shape<Pick<Span, "pid" | "threadId" | "startMs" | "endMs" | "cpuMs">> = {
  pid: isWhole,
  threadId: isWhole,
  startMs: isNumber,
  endMs: isNumber,
  cpuMs: orNull(isNumber),
};
const faultShape: Shape<Fault> = { name: isText(200), message: isText(9000), stack: isText(9000) };

/** What each message must hold: anybody may have sent anything. */
export const shapes: {
  task: Shape<Task>;
  order: Shape<Order>;
  ready: Shape<Ready>;
  refusal: Shape<Refusal>;
  begun: Shape<Begun>;
  late: Shape<Late>;
  givenUp: Shape<{ stream_seq: number }>;
  answer: Shape<Answer>;
} = {
  task: { run: isToken, job: isText(80), mostMs: isWhole },
  order: {
    part: isWhole,
    time: isWhole,
    input: isAnything,
    limitMs: orNull(isWhole),
  },
  ready: { host: isToken, cpuMs: isNumber },
  refusal: { host: isToken, why: isText(500) },
  begun,
  late: { ...begun, lateMs: isNumber },
  givenUp: { stream_seq: isWhole },
  answer: { ...begun, cpuMs: isNumber, outcome: isOutcome },
};

function isOutcome(it: unknown): boolean {
  const { span, fault } = (it ?? {}) as { span?: unknown; fault?: unknown };
  return fits(span, spanShape) && (fault === undefined || fits(fault, faultShape));
}

function fits<T>(it: unknown, shape: Shape<T>): it is T {
  if (typeof it !== "object" || it === null) return false;
  return Object.entries<Holds>(shape).every(([key, holds]) => holds((it as never)[key]));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A message as JSON.
 *
 * @throws {TypeError} if JSON cannot hold `what`, or would make something else of it.
 * @throws {RangeError} if it is longer than a message may be.
 */
export function pack(message: object, what: "input" | "value" = "value"): Uint8Array {
  const rule = `its ${what} cannot travel as JSON: use plain data, without undefined, NaN, Map, …`;
  let text: string;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw new TypeError(`${rule} (${(cause as Error).message})`, { cause });
  }
  // Without a word JSON makes null of NaN and {} of a Map, and leaves out what is undefined.
  if (!isDeepStrictEqual(JSON.parse(text), message)) {
    const its = "outcome" in message ? (message.outcome as object) : message;
    throw new TypeError(`${rule} (it is ${shown((its as Record<string, unknown>)[what], 200)})`);
  }
  const bytes = encoder.encode(text);
  if (bytes.length <= MOST_BYTES) return bytes;
  const mib = (bytes.length / 2 ** 20).toFixed(1);
  const most = MOST_BYTES / 2 ** 20;
  throw new RangeError(
    `its ${what} takes ${mib} MiB, and a message holds ${most}: make the parts smaller`,
  );
}

/** What a message says if it has the shape; otherwise `undefined`. */
export function unpack<T>(data: Uint8Array, shape: Shape<T>): T | undefined {
  try {
    const it: unknown = JSON.parse(decoder.decode(data));
    return fits(it, shape) ? it : undefined;
  } catch {
    return undefined;
  }
}

/** Where a broker is, and what it wants to hear. */
export interface Server {
  /** `nats://127.0.0.1:4222` */
  readonly url: string;
  readonly user?: string;
  readonly pass?: string;
}

/** How often, and how long apart in ms, a lost broker is looked for: for half a minute. */
const AGAIN = { maxReconnectAttempts: 150, reconnectTimeWait: 200 };

/** Connects to a broker; the client is loaded here, as most notebooks never need it. */
export async function connectTo(
  { url, user, pass }: Server,
  as: "owner" | "host",
): Promise<NatsConnection> {
  const { connect } = await import("@nats-io/transport-node");
  return connect({
    ...AGAIN,
    servers: new URL(url).host,
    ...(user !== undefined && { user, pass: pass ?? "" }),
    inboxPrefix: `_INBOX.${as}`,
    // A link that was cut is noticed after three seconds of silence.
    pingInterval: 1000,
    maxPingOut: 2,
  });
}
