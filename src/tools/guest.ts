import type { NatsConnection } from "@nats-io/transport-node";
import { forOthers } from "../jobs/for-others.js";
import { beginHost, type Host, type HostOptions } from "../lab/ways/queue/host.js";
import { pack, shapes, type Task, unpack, wire } from "../lab/ways/queue/wire.js";

/** A run whose owner has not been heard of for so long is over: he says it again every half second. */
const SILENT_MS = 10_000;

/** The longest that a part may take here, whatever its owner allows, in ms. */
const MOST_MS = 600_000;

/**
 * A host of queues that others own: it takes part in the runs that they announce, one after the
 * other, if it knows the job. It runs what is on its own list, and nothing that is sent.
 */
export class Guest {
  readonly #nc: NatsConnection;
  readonly #its: HostOptions;
  readonly #tell: (news: string) => void;
  /** Runs that it has refused. */
  readonly #refused = new Set<string>();
  #run = "";
  #heardMs = 0;
  #host: Promise<Host | undefined> | undefined;
  /** Whether it goes by itself. */
  leaving = false;

  constructor(nc: NatsConnection, its: HostOptions, tell: (news: string) => void) {
    this.#nc = nc;
    this.#its = its;
    this.#tell = tell;
    nc.subscribe(wire.runs, { callback: (_, { data }) => this.#hear(unpack(data, shapes.task)) });
  }

  #hear(task: Task | undefined): void {
    if (!task || this.leaving || this.#refused.has(task.run)) return;
    if (task.run === this.#run) this.#heardMs = performance.now();
    if (!forOthers.has(task.job)) {
      this.#refuse(task, `it runs ${[...forOthers.keys()].join(", ")}`);
      return;
    }
    this.#host ??= this.#join(task).catch(({ message }: Error) => {
      this.#host = undefined;
      this.#refuse(task, message);
      return undefined;
    });
  }

  #refuse({ run, job }: Task, reason: string): void {
    this.#refused.add(run);
    const why = `host '${this.#its.name}' does not run ${JSON.stringify(job)}: ${reason}`;
    this.#nc.publish(wire.hello(run, "refuses"), pack({ host: this.#its.name, why }));
    this.#tell(`Refused ${JSON.stringify(job)}: ${reason}`);
  }

  async #join(task: Task): Promise<Host> {
    const { job, run } = task;
    this.#run = run;
    this.#heardMs = performance.now();
    const its = { ...task, mostMs: Math.min(task.mostMs, MOST_MS) };
    const host = await beginHost(this.#nc, its, forOthers.get(job)!, this.#its);
    this.#tell(`Runs parts of ${job}.`);
    const silence = setInterval(() => {
      if (performance.now() - this.#heardMs > SILENT_MS) host.leave();
    }, 1000);
    host.over.finally(() => {
      clearInterval(silence);
      this.#host = undefined;
      this.#tell(`The run of ${job} is over.`);
    });
    return host;
  }

  /** Gives back what it has, so that others get it at once, and goes. */
  async leave(): Promise<void> {
    this.leaving = true;
    await (await this.#host)?.leave();
    await this.#nc.close();
  }
}
