import { type ChildProcess, fork } from "node:child_process";
import type { HostEvent } from "../../run.js";
import { withoutOurFlags } from "../../stop.js";
import type { echo } from "../echo.js";
import { inOwnGroup, signalGroup, watchOver } from "../process-group.js";
import type { HostOrder } from "./host-entry.js";

/** What happens to a host, so many ms after the first part was handed out. */
export type HostFault =
  | { readonly host: number; readonly kind: "kill" | "leave" | "join"; readonly afterMs: number }
  // It stands still for so long, and goes on as if nothing had been.
  | { host: number; kind: "freeze"; readonly afterMs: number; readonly forMs: number };

const windows = process.platform === "win32";

/** A host that was started here: its owner can do it harm. */
export class LocalHost {
  /** How it was lost. */
  lost: Error | undefined;
  readonly #orders: () => Promise<HostOrder>;
  readonly #show: ReturnType<typeof echo>;
  readonly #hear: (what: HostEvent["kind"] | "lost") => void;
  readonly #timers: NodeJS.Timeout[] = [];
  #child: ChildProcess | undefined;
  #kill: () => Promise<void> = async () => {};
  /** How we made it go. */
  #gone: "killed" | "left" | "ended" | undefined;

  constructor(
    orders: () => Promise<HostOrder>,
    show: ReturnType<typeof echo>,
    hear: (what: HostEvent["kind"] | "lost") => void,
  ) {
    this.#orders = orders;
    this.#show = show;
    this.#hear = hear;
  }

  /** Starts its process, which loads while its orders are made. */
  start(): void {
    const child = fork(new URL("./host-entry.js", import.meta.url), [], {
      ...inOwnGroup,
      ...withoutOurFlags(),
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    this.#kill = watchOver(child, (error) => this.#onLost(error));
    // Without stdout, its start has failed: its 'error' event tells why.
    if (child.stdout) this.#show(child.stdout);
    this.#orders().then(
      (order) => this.#send(order),
      () => {},
    );
  }

  #send(order: HostOrder): void {
    if (this.#child?.connected) this.#child.send(order, () => {});
  }

  #onLost(error: Error): void {
    this.lost ??= this.#gone ? new Error(`it was ${this.#gone}`) : error;
    if (!this.#gone) this.#hear("killed");
    this.#hear("lost");
  }

  /** Lets happen to it, in time, what the reader wants to see. */
  suffer(fault: HostFault): void {
    this.#after(fault.afterMs, () => {
      if (fault.kind === "join") this.start();
      else if (fault.kind === "freeze") this.#freeze(fault.forMs);
      else this.#go(fault.kind === "kill" ? "killed" : "left");
    });
  }

  #go(how: "killed" | "left"): void {
    if (!this.#child || this.lost) return;
    this.#gone = how;
    this.#hear(how);
    if (how === "left") this.#send({ leave: true });
    else this.#kill();
  }

  #freeze(forMs: number): void {
    if (!this.#signal("SIGSTOP")) return;
    if (windows) this.#send({ blockMs: forMs });
    this.#hear("frozen");
    this.#after(forMs, () => {
      if (this.#signal("SIGCONT")) this.#hear("thawed");
    });
  }

  /** Tells its whole group, if it is there: what it has started stands still with it. */
  #signal(signal: NodeJS.Signals): boolean {
    if (!this.#child?.pid || this.lost) return false;
    return windows || signalGroup(this.#child.pid, signal);
  }

  #after(ms: number, body: () => void): void {
    this.#timers.push(setTimeout(body, ms));
  }

  /** Ends it, frozen or not. */
  async end(): Promise<void> {
    this.#gone = "ended";
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#kill();
  }
}
