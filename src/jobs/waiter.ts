import { get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

// The whole program of a thread or a process that makes one request and waits. It tells how much
// memory its process has when the request is on its way.
const url: string = workerData ?? process.argv[2];
const request = get(url).on("error", () => {});
request.once("finish", () => {
  const bytes = process.memoryUsage.rss();
  if (parentPort) parentPort.postMessage(bytes);
  else process.send?.(bytes);
});
process.on("disconnect", () => process.exit());
// The owner may have gone while this was loaded.
if (!parentPort && !process.connected) process.exit();
