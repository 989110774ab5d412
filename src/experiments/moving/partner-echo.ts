import { parentPort } from "node:worker_threads";
import { bufferOf } from "./move.js";
import type { Parcel } from "./partners.js";

// What a worker thread or a forked child runs: it sends back what it is sent, the way it came.
if (parentPort) {
  const port = parentPort;
  port.on("message", ({ value, transfer }: Parcel) => {
    port.postMessage({ value }, transfer ? [bufferOf(value)] : []);
  });
} else {
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
  process.on("message", ({ value }: Parcel) => process.send?.({ value }));
}
