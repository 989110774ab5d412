import { fork, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Opened, orStopped, withoutOurFlags } from "../../lab/stop.js";
import { inOwnGroup, watchOver } from "../../lab/ways/process-group.js";
import { bufferOf, type Method } from "./move.js";

/** What is sent. An object, as not every value may travel on its own. */
export interface Parcel {
  readonly value: unknown;
  readonly transfer?: boolean;
}

/** A thread or process that sends back what it is sent, one parcel at a time. */
export interface Partner extends Opened {
  readonly exchange: (parcel: Parcel) => Promise<Parcel>;
}

/** A small parcel: who sends it back is awake. */
export const KNOCK: Parcel = { value: "awake?" };

const ECHO = new URL("./partner-echo.js", import.meta.url);

/** One partner for each place that the methods lead to. */
export function openPartners(methods: readonly Method[]) {
  const place = (method: Method) =>
    method === "process" || method === "json" ? method : ("thread" as const);
  const opened = new Map([...new Set(methods.map(place))].map((it) => [it, PLACES[it]()]));
  const all = [...opened.values()];
  return {
    ready: Promise.all(all.map(({ ready }) => ready)),
    close: () => Promise.all(all.map((partner) => partner.close())),
    partner: (method: Method) => opened.get(place(method))!,
  };
}

const PLACES = { thread, process: () => child("advanced"), json: () => child("json") };

function thread(): Partner {
  const worker = new Worker(ECHO, withoutOurFlags());
  const exchange = async (parcel: Parcel): Promise<Parcel> => {
    const { value, transfer } = parcel;
    worker.postMessage(parcel, transfer ? [bufferOf(value)] : []);
    const [back] = await once(worker, "message");
    return back;
  };
  return { ready: exchange(KNOCK), exchange, close: () => worker.terminate() };
}

function child(serialization: "advanced" | "json"): Partner {
  const stdio: StdioOptions = ["ignore", "ignore", "pipe", "ipc"];
  const forked = fork(ECHO, [], { ...inOwnGroup, ...withoutOurFlags(), serialization, stdio });
  const lost = new AbortController();
  const close = watchOver(forked, (error) => lost.abort(error));
  const exchange = async (parcel: Parcel): Promise<Parcel> => {
    // A failed send is a sign that the child is ending: its loss tells why.
    forked.send(parcel, () => {});
    const [back] = await orStopped(lost.signal, once(forked, "message"));
    return back;
  };
  return { ready: exchange(KNOCK), exchange, close };
}
