import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { processCpuMs } from "../clock.js";
import type { Outcome } from "../job.js";
import { asFault, load, type PartFunction, runPart } from "../part.js";
import type { Order } from "./process.js";

// What a forked child runs. Jupyter's interrupt reaches the whole process group: only the owner
// ends a child.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

let fn: PartFunction | undefined;

process.on("message", async (order: Order) => {
  if ("part" in order) {
    if (fn) report(await runPart(fn, order.part, order.input));
    return;
  }
  await watch(order.owner);
  fn = await load(order.job);
  report(null);
});

function report(outcome: Outcome | null): void {
  try {
    process.send?.({ outcome, cpuMs: processCpuMs() });
  } catch (error) {
    const { message, ...rest } = asFault(error);
    const why = `its value cannot be copied to another process: return plain data (${message})`;
    report({ span: outcome!.span, fault: { ...rest, message: why } });
  }
}

/** A part that loops for ever hears of no disconnect: a thread of its own looks for the owner. */
async function watch(owner: number): Promise<void> {
  const look = `setInterval(() => {
    try { process.kill(${owner}, 0); if (process.ppid === ${process.ppid}) return; } catch {}
    process.kill(process.pid, "SIGKILL");
  }, 1000)`;
  const watcher = new Worker(look, { eval: true, execArgv: [] });
  watcher.unref();
  // Its start is part of ours: it must not take CPU time from the first part.
  await once(watcher, "online");
}
