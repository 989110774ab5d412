import { pbkdf2 } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { get } from "../../jobs/requests.js";
import { compute } from "../../jobs/snippets.js";
import { mustBeInteger } from "../../lab/arguments.js";
import { type MeasureOptions, oneAtATime } from "../../lab/measure.js";
import { median } from "../../lab/run.js";
import { inOpen, type Opened, orStopped, withoutOurFlags } from "../../lab/stop.js";
import type { Method } from "../moving/move.js";
import { openPartners, type Partner } from "../moving/partners.js";
import { inBatches, oneByOne, type Sampler } from "./sample.js";

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

/** How a price is found. */
type Item = readonly [what: string, kind: Price["kind"], sample: Sampler];

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
          ...here(),
          ...withOthers(stop),
          ...messages(partner("clone")),
          ...starts(stop),
        ];
        const prices: Price[] = [];
        for (const [what, kind, sample] of items) {
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
  const [lowNs, highNs] = [sorted[cut]!, sorted.at(-1 - cut)!];
  return { ns: median(samples), lowNs, highNs, samples: samples.length };
}

/** What this thread does for itself, and asks of the system. */
function here(): Item[] {
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}`, ok: true }));
  const text = JSON.stringify(rows);
  const json = `JSON.parse of ${(text.length / 1e6).toFixed(1)} MB`;
  const file = fileURLToPath(import.meta.url);
  const hash = promisify(pbkdf2);
  const awaits = async (times: number) => {
    for (let i = 0; i < times; i++) await null;
  };
  const immediates = async (times: number) => {
    for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const timeout = () => new Promise((resolve) => setTimeout(resolve, 0));
  const hashing = oneByOne(() => hash("password", "salt", 1e5, 32, "sha256"));
  return [
    ["one step of a loop", "compute", inBatches(compute)],
    ["await a fulfilled promise", "event loop", inBatches(awaits)],
    ["setImmediate", "event loop", inBatches(immediates)],
    ["setTimeout 0", "event loop", oneByOne(timeout)],
    [json, "compute", oneByOne(() => JSON.parse(text))],
    ["pbkdf2, 100,000 rounds", "compute", hashing],
    ["read a small file", "ask", oneByOne(() => readFile(file))],
  ];
}

/** What takes another thread: a server, and memory to which both add. */
function withOthers(stop: AbortSignal): Item[] {
  const url = new URL("./card-thread.js", import.meta.url);
  /** Starts the card's other thread, waits for its first message, and ends it after use. */
  const beside =
    (workerData: object, sampler: (message: unknown) => Sampler): Sampler =>
    (forMs) => {
      const open = () => {
        const thread = new Worker(url, { ...withoutOurFlags(), workerData });
        return { ready: once(thread, "message"), close: () => thread.terminate() };
      };
      return inOpen(open, stop, async ({ ready }) => {
        const [message] = await ready;
        return orStopped(stop, sampler(message)(forMs));
      });
    };
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const adds = inBatches((times) => {
    for (let i = 0; i < times; i++) Atomics.add(counter, 0, 1);
  });
  const asks = (port: unknown) => oneByOne(() => get(`http://127.0.0.1:${port}/`));
  return [
    ["request to this machine", "ask", beside({ server: true }, asks)],
    ["Atomics.add, nobody else", "share", adds],
    ["Atomics.add, a rival thread", "share", beside({ counter }, () => adds)],
  ];
}

/** What it takes to reach a worker thread that waits, and to be answered. */
function messages({ exchange }: Partner): Item[] {
  const data = new Uint8Array(2 ** 20).fill(7);
  let there: unknown = data.slice();
  const transfer = async () => {
    ({ value: there } = await exchange({ value: there, transfer: true }));
  };
  const small = oneByOne(() => exchange({ value: 1 }));
  const cloned = oneByOne(() => exchange({ value: data }));
  return [
    ["message to a worker and back", "message", small],
    ["1 MiB to a worker and back, cloned", "message", cloned],
    ["1 MiB to a worker and back, transferred", "message", oneByOne(transfer)],
  ];
}

/** From asking for a thread or a process until it has answered for the first time. */
function starts(stop: AbortSignal): Item[] {
  const start = (method: Method): Sampler => {
    let opened: Opened | undefined;
    const close = () => opened?.close();
    stop.addEventListener("abort", close, { once: true });
    return oneByOne(() => {
      stop.throwIfAborted();
      opened = openPartners([method]);
      return opened.ready;
    }, close);
  };
  return [
    ["start a worker", "start", start("clone")],
    ["start a process", "start", start("process")],
  ];
}
