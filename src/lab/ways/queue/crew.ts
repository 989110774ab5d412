import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { must } from "../../arguments.js";
import { nowMs } from "../../clock.js";
import type { Job, Outcome } from "../../job.js";
import { heapMiB } from "../../machine.js";
import type { Deliveries, HostEvent } from "../../run.js";
import { echo } from "../echo.js";
import { type Crew, notOpened } from "../way.js";
import { startBroker } from "./broker.js";
import { type HostFault, LocalHost } from "./local-host.js";
import { Parts } from "./parts.js";
import { Roster } from "./roster.js";
import { hearAnswers, makeStreams } from "./streams.js";
import {
  connectTo,
  type Ready,
  type Refusal,
  type Server,
  type Shape,
  shapes,
  type Task,
  unpack,
  wire,
} from "./wire.js";

/** What the way was told, checked. */
export interface Options {
  readonly hosts: number;
  readonly width: number;
  readonly leaseMs: number;
  readonly mostMs: number;
  readonly url: string | undefined;
  readonly faults: readonly HostFault[];
}

/** A broker that can be used. */
interface Opened {
  readonly owner: Server;
  readonly host: Server;
  /** Resolves, with how, when one of ours has ended. */
  readonly ended?: Promise<Error>;
  readonly close: () => Promise<void>;
}

/** How often hosts from elsewhere are told of a run, and how long they are waited for, in ms. */
const ANNOUNCED_MS = 500;
const PATIENCE_MS = 20_000;

/** The owner's side of a queue: hands parts to the broker, and hears what becomes of them. */
export class QueueCrew implements Crew {
  readonly ready: Promise<void>;
  readonly #job: Job;
  readonly #options: Options;
  readonly #task: Task;
  readonly #broker: Promise<Opened>;
  readonly #locals: readonly LocalHost[];
  readonly #roster: Roster;
  readonly #parts: Parts;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #failed: Promise<never>;
  #fail: (why: Error) => void = () => {};
  #events: HostEvent[] = [];
  #nc: NatsConnection | undefined;
  #faultsAhead = true;
  #isOpen = false;
  #closed = false;

  constructor(job: Job, options: Options) {
    const { url, hosts, faults, mostMs } = options;
    const rule = "hosts from elsewhere run the course's own jobs only, from their own files";
    const known = url === undefined || job.module.startsWith("file:");
    must(known, "Cannot open the way 'queue'", rule, job.label);
    this.#job = job;
    this.#options = options;
    this.#task = { run: randomBytes(6).toString("hex"), job: nameOf(job), mostMs };
    this.#broker = brokerAt(url ?? process.env.NATS_URL);
    this.#broker.catch(() => {});
    const show = echo();
    const own = url === undefined ? hosts : 0;
    this.#roster = new Roster(own);
    this.#parts = new Parts(job, this.#task.run, this.#roster);
    this.#locals = Array.from({ length: own }, (_, i) => {
      const note = (kind: HostEvent["kind"]) => this.#note(i, kind);
      const host = new LocalHost(show, note, (why) => this.#onLost(why));
      if (!faults.some(({ host, kind }) => host === i && kind === "join")) host.start();
      return host;
    });
    this.#failed = new Promise((_, reject) => {
      this.#fail = (why) => {
        reject(why);
        this.#parts.fail(why);
      };
    });
    const open = Promise.race([this.#open(), this.#failed]);
    this.ready = open.catch((cause) => Promise.reject(notOpened("queue", cause)));
    this.ready.catch(() => {});
  }

  async #open(): Promise<void> {
    const { owner, host, ended } = await this.#broker;
    ended?.then(({ message }) => this.#fail(new Error(`its broker is gone: ${message}`)));
    const nc = await connectTo(owner, "owner");
    this.#nc = nc;
    if (this.#closed) return nc.close();
    nc.closed().then(() => this.#fail(new Error("its broker was not there again in time")));
    await makeStreams(await jetstreamManager(nc), this.#task.run, this.#options.leaseMs);
    this.#listen(nc);
    this.#tell(nc, host);
    const { hosts, faults } = this.#options;
    const late = new Set(faults.filter(({ kind }) => kind === "join").map(({ host }) => host));
    await this.#roster.reaches(hosts - late.size);
    this.#isOpen = true;
  }

  /** Tells hosts what there is to do. */
  #tell(nc: NatsConnection, server: Server): void {
    const { width, hosts, url } = this.#options;
    const { module, name } = this.#job;
    const heap = heapMiB(hosts * width);
    for (const [i, local] of this.#locals.entries()) {
      const its = { name: `${i}`, width, heapMiB: heap };
      local.tell({ server, task: this.#task, source: { module, name }, its });
    }
    if (url === undefined) return;
    const announce = () => nc.publish(wire.runs, JSON.stringify(this.#task));
    announce();
    this.#timers.push(setInterval(announce, ANNOUNCED_MS));
    const who = `hosts that run '${this.#task.job}' have come to ${new URL(url).host}`;
    const noOne = new Error(`no ${hosts} ${who} in ${PATIENCE_MS / 1000} s`);
    this.#timers.push(setTimeout(() => !this.#isOpen && this.#fail(noOne), PATIENCE_MS));
  }

  #listen(nc: NatsConnection): void {
    const { run } = this.#task;
    const parts = this.#parts;
    const hear = <T>(subject: string, shape: Shape<T>, listener: (it: T) => void) => {
      const callback = (_: unknown, { data }: { data: Uint8Array }) => {
        const it = unpack(data, shape);
        if (it) listener(it);
      };
      nc.subscribe(subject, { callback });
    };
    hear(wire.hello(run, "ready"), shapes.ready, (it) => this.#meet(it));
    hear(wire.hello(run, "refuses"), shapes.refusal, (it) => this.#refused(it));
    hear(wire.hello(run, "began"), shapes.delivery, (it) => parts.began(it));
    hear(wire.hello(run, "late"), shapes.delivery, (it) => parts.late(it));
    hear(wire.givenUp(run), shapes.givenUp, (it) => parts.givenUp(it));
    // On their way to the broker, the hosts' signs pass here, too.
    const callback = (_: unknown, { data, subject }: Msg) => parts.sign(data, subject);
    nc.subscribe(wire.signs(run), { callback });
    hearAnswers(nc, run, (it) => parts.answered(it));
  }

  #meet(ready: Ready): void {
    if (this.#options.url === undefined && !this.#roster.get(ready.host)) return;
    const known = this.#roster.meet(this.#nc!, this.#task.run, ready);
    if (known && this.#isOpen) this.#note(known.index, "joined");
  }

  #refused({ why }: Refusal): void {
    // Another host may know the job.
    const refuse = () => !this.#isOpen && this.#fail(new Error(why));
    this.#timers.push(setTimeout(refuse, 1000));
  }

  #note(host: number, kind: HostEvent["kind"]): void {
    this.#events.push({ host, atMs: nowMs(), kind });
  }

  #onLost(why: Error): void {
    if (!this.#isOpen) this.#fail(why);
    else if (this.#locals.every(({ lost }) => lost)) {
      this.#fail(new Error(`all hosts are gone; the last one: ${why.message}`));
    }
  }

  run(part: number, limitMs?: number): Promise<Outcome> {
    if (this.#faultsAhead) {
      this.#faultsAhead = false;
      for (const fault of this.#options.faults) this.#locals[fault.host]!.suffer(fault);
    }
    return this.#parts.hand(this.#nc!, part, limitMs);
  }

  cpuMs(): number {
    return this.#roster.cpuMs();
  }

  seen(sinceMs: number): { deliveries: Deliveries } {
    const events = this.#events.map((it) => ({ ...it, atMs: it.atMs - sinceMs }));
    this.#events = [];
    const { leaseMs } = this.#options;
    const [hosts, unused] = [this.#roster.clocks(), this.#parts.unused(sinceMs)];
    return { deliveries: { leaseMs, hosts, unused, events } };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#locals.map((local) => local.end()));
    const broker = await this.#broker.catch(() => undefined);
    const nc = this.#nc;
    // Those of a broker of our own go with it.
    if (nc && !broker?.ended) await removeStreams(nc, this.#task.run).catch(() => {});
    await nc?.close();
    await broker?.close();
  }
}

/** What the job is called on the wire: `primes.primesIn`. */
function nameOf({ module, name }: Job): string {
  const file = module.startsWith("file:") ? posix.basename(module, ".js") : "yours";
  return `${file}.${name}`;
}

/** A broker that runs already, or one of our own. */
async function brokerAt(url: string | undefined): Promise<Opened> {
  if (url) {
    const { username, password } = new URL(url);
    const server = { url, ...(username && { user: username, pass: password }) };
    return { owner: server, host: server, close: async () => {} };
  }
  const broker = await startBroker();
  const [owner, host] = [broker.owner, broker.host].map((it) => ({ url: broker.url, ...it }));
  return { owner: owner!, host: host!, ended: broker.ended, close: broker.close };
}

async function removeStreams(nc: NatsConnection, run: string): Promise<void> {
  const { streams } = await jetstreamManager(nc);
  for (const { stream } of [wire.parts(run), wire.answers(run)]) await streams.delete(stream);
}
