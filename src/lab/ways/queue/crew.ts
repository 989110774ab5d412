import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { must } from "../../arguments.js";
import { nowMs } from "../../clock.js";
import type { Job, Outcome } from "../../job.js";
import { heapMiB } from "../../machine.js";
import type { Deliveries, HostEvent } from "../../run.js";
import { echo } from "../echo.js";
import { type Crew, notOpened } from "../way.js";
import { type Broker, startBroker } from "./broker.js";
import { askClock, type KnownHost, unheard } from "./known-host.js";
import { type HostFault, LocalHost } from "./local-host.js";
import { Parts } from "./parts.js";
import { hearAnswers, makeStreams, removeStreams } from "./streams.js";
import {
  connectTo,
  type Of,
  type Server,
  type Shape,
  shapes,
  type Task,
  unpack,
  wire,
} from "./wire.js";

/** What the way was told, checked. */
export interface Options
  extends Readonly<Record<"hosts" | "width" | "leaseMs" | "mostMs", number>> {
  readonly url: string | undefined;
  readonly faults: readonly HostFault[];
}

/** How often hosts from elsewhere are told of a run, and how long they are waited for, in ms. */
const ANNOUNCED_MS = 500;
const PATIENCE_MS = 20_000;

/** The owner's side of a queue: hands parts to the broker, and hears what becomes of them. */
export class QueueCrew implements Crew {
  readonly ready: Promise<void>;
  readonly #options: Options;
  readonly #task: Task;
  readonly #broker: ReturnType<typeof brokerAt>;
  readonly #server: Promise<Server>;
  readonly #hosts = new Map<string, KnownHost>();
  readonly #locals: readonly LocalHost[];
  readonly #parts: Parts;
  readonly #timers: NodeJS.Timeout[] = [];
  #fail: (why: Error) => void = () => {};
  #events: HostEvent[] = [];
  #nc: NatsConnection | undefined;
  #state: "opening" | "open" | "running" | "closed" = "opening";

  constructor(job: Job, options: Options) {
    const { url, hosts, mostMs } = options;
    const rule = "hosts from elsewhere run the course's own jobs only, from their own files";
    const known = url === undefined || job.module.startsWith("file:");
    must(known, "Cannot open the way 'queue'", rule, job.label);
    this.#options = options;
    this.#task = { run: randomBytes(6).toString("hex"), job: nameOf(job), mostMs };
    this.#parts = new Parts(job, this.#task.run, this.#hosts);
    this.#broker = brokerAt(url ?? process.env.NATS_URL);
    this.#server = this.#connect();
    this.#locals = url === undefined ? this.#startHosts(job, hosts) : [];
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    failed.catch((why) => this.#parts.fail(why));
    const open = Promise.race([this.#server.then(() => this.#meetHosts()), failed]);
    this.ready = open.catch((cause) => Promise.reject(notOpened("queue", cause)));
    this.ready.catch(() => {});
  }

  /** Starts hosts of our own. Those that join late are started later. */
  #startHosts({ module, name }: Job, hosts: number): LocalHost[] {
    const { width, faults } = this.#options;
    const show = echo();
    const heap = heapMiB(hosts * width);
    return Array.from({ length: hosts }, (_, i) => {
      this.#hosts.set(`${i}`, unheard(i, `host ${i}`));
      const its = { name: `${i}`, width, heapMiB: heap };
      const order = { task: this.#task, source: { module, name }, its };
      const orders = async () => ({ server: await this.#server, ...order });
      const local = new LocalHost(orders, show, (what) => this.#hear(i, what));
      if (!faults.some(({ host, kind }) => host === i && kind === "join")) local.start();
      return local;
    });
  }

  /** Makes everything ready for hosts; resolves to what they need to know. */
  async #connect(): Promise<Server> {
    const { url, owner, host, ended } = await this.#broker;
    ended?.then(({ message }) => this.#fail(new Error(`its broker is gone: ${message}`)));
    const nc = await connectTo({ url, ...owner }, "owner");
    this.#nc = nc;
    nc.closed().then(() => this.#fail(new Error("its broker was not there again in time")));
    if (this.#state === "closed") await nc.close();
    await makeStreams(nc, this.#task.run, this.#options.leaseMs);
    this.#listen(nc);
    return { url, ...host };
  }

  #listen(nc: NatsConnection): void {
    const { run } = this.#task;
    const parts = this.#parts;
    const hear = <S extends Shape>(subject: string, shape: S, listener: (it: Of<S>) => void) => {
      const callback = (_: unknown, { data }: Msg) => {
        const it = unpack(data, shape);
        if (it) listener(it);
      };
      nc.subscribe(subject, { callback });
    };
    // Another host may know the job that one refuses.
    const refused = ({ why }: { why: string }) => this.#failUnlessOpen(1000, why);
    hear(wire.hello(run, "ready"), shapes.ready, (it) => this.#meet(nc, it));
    hear(wire.hello(run, "refuses"), shapes.refusal, refused);
    hear(wire.hello(run, "began"), shapes.delivery, (it) => parts.began(it));
    hear(wire.hello(run, "late"), shapes.delivery, (it) => parts.late(it));
    hear(wire.givenUp(run), shapes.givenUp, (it) => parts.givenUp(it));
    // On their way to the broker, the hosts' signs pass here, too.
    const callback = (_: unknown, { data, subject }: Msg) => parts.sign(data, subject);
    nc.subscribe(wire.signs(run), { callback });
    hearAnswers(nc, run, (it) => parts.answered(it));
  }

  #failUnlessOpen(afterMs: number, why: string): void {
    const fail = () => this.#state === "opening" && this.#fail(new Error(why));
    this.#timers.push(setTimeout(fail, afterMs));
  }

  /** Resolves when as many hosts are ready as there are to be from the beginning. */
  async #meetHosts(): Promise<void> {
    const { url, hosts, faults } = this.#options;
    if (url !== undefined) this.#announce(new URL(url).host);
    const late = new Set(faults.filter(({ kind }) => kind === "join").map(({ host }) => host));
    const met = () => this.#clocks().filter(({ errorMs }) => Number.isFinite(errorMs)).length;
    while (this.#state === "opening" && met() < hosts - late.size) await after(1);
    if (this.#state === "opening") this.#state = "open";
  }

  /** Tells hosts from elsewhere of the run, again and again. */
  #announce(place: string): void {
    const announce = () => this.#nc?.publish(wire.runs, JSON.stringify(this.#task));
    announce();
    this.#timers.push(setInterval(announce, ANNOUNCED_MS));
    const who = `${this.#options.hosts} hosts that run '${this.#task.job}' have come to ${place}`;
    this.#failUnlessOpen(PATIENCE_MS, `no ${who} in ${PATIENCE_MS / 1000} s`);
  }

  /** A host is ready: asks its clock. Who is no host of our own has a number after these. */
  #meet(nc: NatsConnection, { host, cpuMs }: Of<typeof shapes.ready>): void {
    const known = this.#hosts.get(host) ?? unheard(this.#hosts.size, host);
    if (known.asked || (this.#locals.length > 0 && !this.#hosts.has(host))) return;
    this.#hosts.set(host, Object.assign(known, { cpuMs, startCpuMs: cpuMs }));
    // If it has gone again, nothing will be heard of it.
    known.asked = askClock(nc, wire.clock(this.#task.run, host), known).catch(() => {});
    if (this.#state !== "opening") this.#hear(known.index, "joined");
  }

  #hear(host: number, what: HostEvent["kind"] | "lost"): void {
    if (what !== "lost") {
      this.#events.push({ host, atMs: nowMs(), kind: what });
      return;
    }
    const why = this.#locals[host]!.lost!;
    if (this.#state === "opening") this.#fail(why);
    else if (this.#locals.every(({ lost }) => lost)) {
      this.#fail(new Error(`all hosts are gone; the last one: ${why.message}`));
    }
  }

  run(part: number, limitMs?: number): Promise<Outcome> {
    if (this.#state === "open") {
      this.#state = "running";
      for (const fault of this.#options.faults) this.#locals[fault.host]!.suffer(fault);
    }
    return this.#parts.hand(this.#nc!, part, limitMs);
  }

  cpuMs(): number {
    return [...this.#hosts.values()].reduce((sum, it) => sum + it.cpuMs - it.startCpuMs, 0);
  }

  #clocks(): Deliveries["hosts"] {
    return [...this.#hosts.values()].map(({ name, clock }) => ({ name, ...clock }));
  }

  seen(sinceMs: number): { deliveries: Deliveries } {
    const events = this.#events.map((it) => ({ ...it, atMs: it.atMs - sinceMs }));
    this.#events = [];
    const its = { leaseMs: this.#options.leaseMs, hosts: this.#clocks() };
    return { deliveries: { ...its, unused: this.#parts.unused(sinceMs), events } };
  }

  async close(): Promise<void> {
    this.#state = "closed";
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#locals.map((local) => local.end()));
    // A client that is just connecting would go on looking for a broker that is gone.
    await Promise.race([this.#server.catch(() => {}), after(500, undefined, { ref: false })]);
    const broker = await this.#broker.catch(() => undefined);
    // Those of a broker of our own go with it.
    if (this.#nc && !broker?.close) await removeStreams(this.#nc, this.#task.run).catch(() => {});
    await this.#nc?.close();
    await broker?.close?.();
  }
}

/** What the job is called on the wire: `primes.primesIn`. */
function nameOf({ module, name }: Job): string {
  const file = module.startsWith("file:") ? posix.basename(module, ".js") : "yours";
  return `${file}.${name}`;
}

/** A broker that runs already, or one of our own, which ends with the crew. */
async function brokerAt(
  url: string | undefined,
): Promise<Pick<Broker, "url" | "owner" | "host"> & Partial<Broker>> {
  if (!url) return startBroker();
  const { username: user, password: pass } = new URL(url);
  return { url, owner: { user, pass }, host: { user, pass } };
}
