import type { Source } from "../../run-part.js";
import { beginHost, type Host, type HostOptions } from "./host.js";
import { connectTo, type Server, type Task } from "./wire.js";

/** What a host that was started here is told by its owner, the only one who can hand it code. */
export type HostOrder =
  | {
      readonly server: Server;
      readonly task: Task;
      readonly source: Source;
      readonly its: HostOptions;
    }
  | { readonly leave: true }
  | { readonly blockMs: number };

// Without its owner it ends, and its group with it; Windows knows no groups.
const group = process.platform === "win32" ? process.pid : -process.pid;
process.on("disconnect", () => process.kill(group, "SIGKILL"));

// Errors that parts print are shown with all that they print. What Node itself writes to standard
// error are its last words.
Object.defineProperty(process, "stderr", { get: () => process.stdout });

let host: Host | undefined;

process.on("message", async (order: HostOrder) => {
  if ("server" in order) {
    const { server, task, source, its } = order;
    host = await beginHost(await connectTo(server, "host"), task, source, its);
  } else if ("blockMs" in order) {
    // For systems that cannot freeze a process: its loop stands still, and nothing is renewed.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.blockMs);
  } else {
    await host?.leave();
    process.exit();
  }
});
