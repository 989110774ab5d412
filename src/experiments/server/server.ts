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
  /** Ends the server's use. */
  signal?: AbortSignal;
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

/** What the server's thread is started with. */
export type ServerSettings = Omit<ServerOptions, "signal"> & { readonly latencyMs: number };

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
  const { signal, ...asked } = options;
  const settings = checked({ latencyMs: 50, ...asked });
  const rule =
    "the second argument must be a function that uses it, such as " +
    "async (server) => run(requests({ url: server.url }), way.async())";
  must(typeof use === "function", ACTION, rule, use);
  return untilStopped(signal, (stop) =>
    inOpen(
      () => open(settings),
      stop,
      async ({ ready, stats }) => {
        const url = `http://127.0.0.1:${await ready}`;
        return orStopped(stop, (async () => use({ url, stats }))());
      },
    ),
  );
}

function checked(settings: ServerSettings): ServerSettings {
  const { latencyMs, slowTail, limit, places, outage, heeds = true } = settings;
  mustBeInteger(ACTION, "latencyMs", latencyMs, { least: 0, most: 600_000 });
  if (limit !== undefined) mustBeInteger(ACTION, "limit", limit);
  if (places !== undefined) mustBeInteger(ACTION, "places", places);
  must(typeof heeds === "boolean", ACTION, "'heeds' must be true or false", heeds);
  if (outage !== undefined) {
    mustBeInteger(ACTION, "outage.fromMs", outage.fromMs, { least: 0 });
    mustBeInteger(ACTION, "outage.toMs", outage.toMs, { least: outage.fromMs });
  }
  if (slowTail === undefined) return settings;
  const { share, ms, seed } = slowTail;
  if (typeof share !== "number" || !(share >= 0 && share <= 1)) {
    const wrong = typeof share === "number" ? RangeError : TypeError;
    throw new wrong(`${ACTION} as 'slowTail.share' must be from 0 to 1: ${current(share)}`);
  }
  mustBeInteger(ACTION, "slowTail.ms", ms, { least: 0, most: 600_000 });
  mustBeInteger(ACTION, "slowTail.seed", seed, { least: 0 });
  return settings;
}

/** Starts the server's thread, whose first message is its port. */
function open(settings: ServerSettings) {
  const thread = new Worker(new URL("./server-thread.js", import.meta.url), {
    ...withoutOurFlags(),
    workerData: settings,
  });
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
