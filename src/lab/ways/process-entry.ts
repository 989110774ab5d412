import { processCpuMs } from "../clock.js";
import type { Outcome } from "../job.js";
import { asFault, load, type RunPart } from "../run-part.js";
import type { Order } from "./process.js";

// What a forked child runs: it loads a job, then runs the parts that it is sent, one at a time.

// Without its owner it ends, and its group with it; Windows knows no groups.
const group = process.platform === "win32" ? process.pid : -process.pid;
process.on("disconnect", () => process.kill(group, "SIGKILL"));

// Errors that parts print are shown with all that they print. What Node itself writes to standard
// error are its last words.
Object.defineProperty(process, "stderr", { get: () => process.stdout });

let runPart: RunPart | undefined;

process.on("message", async (order: Order) => {
  if ("part" in order) {
    if (runPart) report(await runPart(order.part, order.input));
    return;
  }
  runPart = await load(order);
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
