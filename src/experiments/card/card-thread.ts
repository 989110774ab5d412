import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

// The other thread of the card: a server that answers at once, and, if it is given a counter, a
// rival that adds to it as long as it is told to.
const { counter, server: serves } = workerData as { counter?: Int32Array; server?: boolean };

if (serves) {
  const server = createServer({ keepAliveTimeout: 0 }, (_, response) => response.end("ok"));
  server.listen(0, "127.0.0.1", () => {
    parentPort?.postMessage((server.address() as AddressInfo).port);
  });
}
if (counter) {
  parentPort?.postMessage("adding");
  while (true) Atomics.add(counter, 0, 1);
}
