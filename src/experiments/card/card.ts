import { pbkdf2 } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { get } from "../../jobs/requests.js";
import { mustBeInteger } from "../../lab/arguments.js";
import { type MeasureOptions, oneAtATime } from "../../lab/measure.js";
import { median } from "../../lab/run.js";
import { inOpen, type Opened, orStopped, withoutOurFlags } from "../../lab/stop.js";
import type { Method } from "../moving/move.js";
import { openPartners, type Partner } from "../moving/partners.js";
import { inBatches, oneByOne } from "./sample.js";

/** What a thing costs on this machine. */
export interface Price {
  /** What is done once, for example `"start a process"`. */
  readonly what: string;
  /** What it is about. */
  readonly kind: "compute" | "share" | "event loop" | "message" | "ask" | "start";
  /** How long it takes: the median of the samples, in ns. */
  readonly ns: number;
  /** One in ten samples took less, and one in ten took more. */
  readonly lowNs: number;
  readonly highNs: number;
  readonly samples: number;
}

/** What `latencyCard` can be told. */
export interface CardOptions extends MeasureOptions {
  /** How long all samples together should take, in ms. Default 4,000. */
  budgetMs?: number;
}

/** How a price is found: samples in ns, taken for about `forMs`. */
interface Item extends Pick<Price, "what" | "kind"> {
  readonly sample: (forMs: number) => Promise<number[]>;
}

/**
 * The prices of this machine: what a dozen things cost, from a step of a loop to the start of a
 * process, in about five seconds.
 *
 * @throws {TypeError | RangeError} if an option is out of range.
 * @throws {Error} if it is stopped. Threads and processes are gone when it ends.
 */
export async function latencyCard(options: CardOptions = {}): Promise<Price[]> {
  const { budgetMs = 4000, signal, onProgress = () => {} } = options;
  mustBeInteger("Cannot measure the card", "budgetMs", budgetMs, { most: 600_000 });
  return oneAtATime("the card", signal, (stop) =>
    inOpen(
      () => openPartners(["clone"]),
      stop,
      async ({ partner }) => {
        const items = [
          ...here(stop),
          ...shared(stop),
          ...messages(partner("clone")),
          ...starts(stop),
        ];
        const prices: Price[] = [];
        for (const { what, kind, sample } of items) {
          const samples = await orStopped(stop, sample(budgetMs / items.length));
          prices.push({ what, kind, ...spread(samples) });
          onProgress(prices.length, items.length);
        }
        return prices;
      },
    ),
  );
}

function spread(samples: readonly number[]) {
  const sorted = samples.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 10);
  return {
    ns: median(samples),
    lowNs: sorted[cut]!,
    highNs: sorted.at(-1 - cut)!,
    samples: samples.length,
  };
}

/** What this thread does for itself, and asks of the system. */
function here(stop: AbortSignal): Item[] {
  const text = JSON.stringify(
    Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}`, ok: true })),
  );
  const file = fileURLToPath(import.meta.url);
  const hash = promisify(pbkdf2);
  return [
    { what: "one step of a loop", kind: "compute", sample: (ms) => inBatches(steps, ms) },
    {
      what: "await a fulfilled promise",
      kind: "event loop",
      sample: (ms) => inBatches(awaits, ms),
    },
    { what: "setImmediate", kind: "event loop", sample: (ms) => inBatches(immediates, ms) },
    { what: "setTimeout 0", kind: "event loop", sample: (ms) => oneByOne(timeout, ms) },
    {
      what: `JSON.parse of ${(text.length / 1e6).toFixed(1)} MB`,
      kind: "compute",
      sample: (ms) => oneByOne(() => JSON.parse(text), ms),
    },
    {
      what: "pbkdf2, 100,000 rounds",
      kind: "compute",
      sample: (ms) => oneByOne(() => hash("password", "salt", 1e5, 32, "sha256"), ms),
    },
    { what: "read a small file", kind: "ask", sample: (ms) => oneByOne(() => readFile(file), ms) },
    { what: "request to this machine", kind: "ask", sample: (ms) => requests(stop, ms) },
  ];
}

/** Whole numbers below 2³¹ only: so there is one kind of machine code, whoever compiled it. */
function steps(times: number): number {
  let x = 1;
  for (let i = 0; i < times; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

async function awaits(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await null;
}

async function immediates(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}

function timeout(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function requests(stop: AbortSignal, forMs: number): Promise<number[]> {
  return withThread(stop, { server: true }, (port) =>
    oneByOne(() => get(`http://127.0.0.1:${port}/`), forMs),
  );
}

/** Memory that two threads add to, while the other one is quiet and while it is not. */
function shared(stop: AbortSignal): Item[] {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const add = (times: number) => {
    for (let i = 0; i < times; i++) Atomics.add(counter, 0, 1);
  };
  const contended = (forMs: number) => withThread(stop, { counter }, () => inBatches(add, forMs));
  return [
    { what: "Atomics.add, nobody else", kind: "share", sample: (ms) => inBatches(add, ms) },
    { what: "Atomics.add, a rival thread", kind: "share", sample: contended },
  ];
}

/** Starts the card's other thread, waits for its first message, and ends it after use. */
function withThread<T>(
  stop: AbortSignal,
  workerData: object,
  use: (message: unknown) => Promise<T>,
): Promise<T> {
  const url = new URL("./card-thread.js", import.meta.url);
  const open = () => {
    const thread = new Worker(url, { ...withoutOurFlags(), workerData });
    return { ready: once(thread, "message"), close: () => thread.terminate() };
  };
  return inOpen(open, stop, async ({ ready }) => {
    const [message] = await ready;
    return orStopped(stop, use(message));
  });
}

const MIB = 2 ** 20;

/** What it takes to reach a worker thread that waits, and to be answered. */
function messages({ exchange }: Partner): Item[] {
  const data = new Uint8Array(MIB).fill(7);
  let there: unknown = data.slice();
  const transfer = async () => {
    ({ value: there } = await exchange({ value: there, transfer: true }));
  };
  return [
    {
      what: "message to a worker and back",
      kind: "message",
      sample: (ms) => oneByOne(() => exchange({ value: 1 }), ms),
    },
    {
      what: "1 MiB to a worker and back, cloned",
      kind: "message",
      sample: (ms) => oneByOne(() => exchange({ value: data }), ms),
    },
    {
      what: "1 MiB to a worker and back, transferred",
      kind: "message",
      sample: (ms) => oneByOne(transfer, ms),
    },
  ];
}

/** From asking for a thread or a process until it has answered for the first time. */
function starts(stop: AbortSignal): Item[] {
  const start = (method: Method) => (forMs: number) => {
    let opened: Opened | undefined;
    const open = () => {
      stop.throwIfAborted();
      opened = openPartners([method]);
      return opened.ready;
    };
    const close = () => opened?.close();
    stop.addEventListener("abort", close, { once: true });
    return oneByOne(open, forMs, close);
  };
  return [
    { what: "start a worker", kind: "start", sample: start("clone") },
    { what: "start a process", kind: "start", sample: start("process") },
  ];
}
