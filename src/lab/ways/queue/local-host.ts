import { type ChildProcess, fork } from "node:child_process";
import type { HostEvent } from "../../run.js";
import { withoutOurFlags } from "../../stop.js";
import type { echo } from "../echo.js";
import { inOwnGroup, watchOver } from "../process-group.js";
import type { HostOrder } from "./host-entry.js";

const windows = process.platform === "win32";

/** What happens to a host, so many ms after the first part was handed out. */
export type HostFault =
  | { readonly host: number; readonly kind: "kill" | "leave" | "join"; readonly afterMs: number }
  | Freeze;

/** It stands still for so long, and goes on as if nothing had been. */
interface Freeze {
  readonly host: number;
  readonly kind: "freeze";
  readonly afterMs: number;
  readonly forMs: number;
}

/** A host that was started here: its owner can do it harm. */
export class LocalHost {
  /** How it was lost. */
  lost: Error | undefined;
  readonly #show: ReturnType<typeof echo>;
  readonly #note: (kind: HostEvent["kind"]) => void;
  readonly #onLoss: (why: Error) => void;
  #orders: HostOrder | undefined;
  #child: ChildProcess | undefined;
  #kill: () => Promise<void> = async () => {};
  /** Whether we know how it goes. */
  #told = false;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(
    show: ReturnType<typeof echo>,
    note: (kind: HostEvent["kind"]) => void,
    onLoss: (why: Error) => void,
  ) {
    this.#show = show;
    this.#note = note;
    this.#onLoss = onLoss;
  }

  /** Starts its process, which waits for its orders while it loads. */
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
    if (this.#orders) this.#send(this.#orders);
  }

  tell(orders: HostOrder): void {
    this.#orders = orders;
    this.#send(orders);
  }

  #send(order: HostOrder): void {
    if (this.#child?.connected) this.#child.send(order, () => {});
  }

  #onLost(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    if (!this.#told) this.#note("killed");
    this.#onLoss(error);
  }

  /** Lets happen to it, in time, what the reader wants to see. */
  suffer(fault: HostFault): void {
    this.#after(fault.afterMs, () => {
      if (fault.kind === "join") this.start();
      else if (this.#child && !this.lost) this.#suffer(fault);
    });
  }

  #suffer(fault: HostFault): void {
    if (fault.kind === "freeze") {
      this.#freeze(fault.forMs);
      return;
    }
    this.#told = true;
    this.#note(fault.kind === "kill" ? "killed" : "left");
    if (fault.kind === "kill") this.#kill();
    else this.#send({ leave: true });
  }

  #freeze(forMs: number): void {
    this.#note("frozen");
    if (windows) this.#send({ blockMs: forMs });
    else this.#signal("SIGSTOP");
    this.#after(forMs, () => {
      if (this.lost) return;
      this.#signal("SIGCONT");
      this.#note("thawed");
    });
  }

  /** To its whole group: what it has started stands still with it. */
  #signal(signal: NodeJS.Signals): void {
    if (!windows && !this.lost && this.#child?.pid) process.kill(-this.#child.pid, signal);
  }

  #after(ms: number, body: () => void): void {
    this.#timers.push(setTimeout(body, ms));
  }

  /** Ends it, frozen or not. */
  async end(): Promise<void> {
    this.#told = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#kill();
  }
}
