import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { current, must, mustBeInteger } from "../../lab/arguments.js";
import { inOpen, orStopped, untilStopped, withoutOurFlags } from "../../lab/stop.js";

/** What `withServer` can be told. */
export interface ServerOptions {
  /** How long every request waits for its answer, in ms. Default 50. */
  latencyMs?: number;
  /** Makes some paths slow, always the same ones for one `seed`. Default: none. */
  slowTail?: SlowTail;
  /** Requests that it holds, in work and in line, beyond which it refuses (status 503). Default: no limit. */
  limit?: number;
  /** Requests that it works on at once; the others stand in line, first come, first served. Default: all. */
  places?: number;
  /** A stretch in which it begins nothing, or refuses everything. Default: none. */
  outage?: Outage;
  /** Whether it stops working for a client that has left. Default: true. */
  heeds?: boolean;
}

/** A `share` (0 to 1) of all paths, drawn by `seed`, answers after `ms`. */
export interface SlowTail {
  readonly share: number;
  readonly ms: number;
  readonly seed: number;
}

/** From when to when, in ms since the first request; if it `refuses`, with status 503. */
export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly refuses?: boolean;
}

/** What the server counted in 20 ms: from `atMs` on, since its first request. */
export interface Tick {
  readonly atMs: number;
  readonly asked: number;
  readonly answered: number;
  readonly refused: number;
  /** Clients that left before they had an answer, and answers that were made for nobody. */
  readonly left: number;
  readonly inVain: number;
}

/** What the server has counted, on its own side. */
export interface ServerStats {
  /** Requests that it holds now. */
  readonly inProgress: number;
  /** Requests that it held at once at the most, the refused ones not counted. */
  readonly mostInProgress: number;
  /** How often each path was asked, for example `{ "/0": 1, "/1": 1 }`. */
  readonly asked: Readonly<Record<string, number>>;
  /** How many requests it refused, how many clients left, how many answers were made for nobody. */
  readonly refused: number;
  readonly left: number;
  readonly inVain: number;
  /** The same, and what was asked and answered, for every 20 ms. */
  readonly timeline: readonly Tick[];
}

/** A server in use. */
export interface Server {
  /** Where it listens, for example `"http://127.0.0.1:40123"`. */
  readonly url: string;
  /** What it has counted so far. */
  readonly stats: () => Promise<ServerStats>;
}

const ACTION = "Cannot start the server";

/**
 * Starts a slow HTTP server for as long as `use` takes, and promises what `use` promises. It has a
 * thread of its own, so that what is measured does not serve itself, and listens on 127.0.0.1
 * only. It is gone when `use` has ended, thrown or been interrupted.
 *
 * @throws {TypeError | RangeError} if an option is out of range or `use` is not a function.
 */
export async function withServer<T>(
  options: ServerOptions,
  use: (server: Server) => T | Promise<T>,
): Promise<T> {
  checkOptions(options);
  const example = "async (server) => run(requests({ url: server.url }), way.async())";
  const rule = `the second argument must be a function that uses it, such as ${example}`;
  must(typeof use === "function", ACTION, rule, use);
  return untilStopped(undefined, (stop) =>
    inOpen(
      () => open(options),
      stop,
      async ({ ready, stats }) => {
        const url = `http://127.0.0.1:${await ready}`;
        return orStopped(stop, (async () => use({ url, stats }))());
      },
    ),
  );
}

function checkOptions(options: ServerOptions): void {
  const { latencyMs = 50, slowTail, limit = 1, places = 1, outage, heeds = true } = options;
  const integer = (name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER) =>
    mustBeInteger(ACTION, name, value, { least, most });
  integer("latencyMs", latencyMs, 0, 600_000);
  integer("limit", limit, 1);
  integer("places", places, 1);
  must(typeof heeds === "boolean", ACTION, "'heeds' must be true or false", heeds);
  if (outage) integer("outage.fromMs", outage.fromMs, 0);
  if (outage) integer("outage.toMs", outage.toMs, outage.fromMs);
  if (!slowTail) return;
  const { share, ms, seed } = slowTail;
  const rule = "'slowTail.share' must be from 0 to 1";
  must(typeof share === "number", ACTION, rule, share);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`${ACTION} as ${rule}: ${current(share)}`);
  integer("slowTail.ms", ms, 0, 600_000);
  integer("slowTail.seed", seed, 0);
}

/** Starts the server's thread, whose first message is its port. */
function open(workerData: ServerOptions) {
  const url = new URL("./server-thread.js", import.meta.url);
  const thread = new Worker(url, { ...withoutOurFlags(), workerData });
  const gone = new AbortController();
  const hear = async () => {
    gone.signal.throwIfAborted();
    const [message] = await once(thread, "message", { signal: gone.signal });
    return message;
  };
  const ready: Promise<number> = hear();
  // If it is closed before it was ready, nothing awaits this promise.
  ready.catch(() => {});
  const stats = (): Promise<ServerStats> => {
    const heard = hear();
    thread.postMessage("stats");
    return heard;
  };
  const close = () => {
    gone.abort(new Error("Cannot ask the server as its use is over"));
    return thread.terminate();
  };
  return { ready, stats, close };
}
