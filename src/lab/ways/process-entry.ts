import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { processCpuMs } from "../clock.js";
import type { Outcome } from "../job.js";
import { asFault, load, type RunPart } from "../run-part.js";
import type { Order } from "./process.js";
import { endGroup } from "./process-group.js";

// What a forked child runs: it loads a job, then runs the parts that it is sent, one at a time.
process.on("disconnect", () => endGroup(process.pid));

let runPart: RunPart | undefined;

process.on("message", async (order: Order) => {
  if ("part" in order) {
    if (runPart) report(await runPart(order.part, order.input));
    return;
  }
  await watch(order.owner);
  runPart = await load(order.source);
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
  const look = `
    import { endGroup } from ${JSON.stringify(new URL("./process-group.js", import.meta.url))};
    setInterval(() => {
      try { process.kill(${owner}, 0); if (process.ppid === ${process.ppid}) return; } catch {}
      endGroup(process.pid);
    }, 1000);`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(look)}`);
  const watcher = new Worker(url, { execArgv: [] });
  watcher.unref();
  // Its start is part of ours: it must not take CPU time from the first part.
  await once(watcher, "online");
}
