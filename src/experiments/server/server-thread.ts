import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { ServerSettings } from "./server.js";

// The thread of a slow server: answers every request after its latency, and counts.
const { latencyMs, slowTail, limit = Number.POSITIVE_INFINITY } = workerData as ServerSettings;
const asked: Record<string, number> = {};
let inProgress = 0;
let mostInProgress = 0;
let refused = 0;

/** A number from 0 to 1 that depends on the text alone (FNV-1a, its bits mixed once more). */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

function latencyOf(path: string): number {
  const slow = slowTail && fraction(`${slowTail.seed} ${path}`) < slowTail.share;
  return slow ? slowTail.ms : latencyMs;
}

function answerLater(path: string, response: ServerResponse): void {
  mostInProgress = Math.max(mostInProgress, ++inProgress);
  const waitMs = latencyOf(path);
  let held = true;
  const release = () => {
    if (held) inProgress--;
    held = false;
  };
  const timer = setTimeout(() => {
    // Before the answer leaves: the next request may be here sooner than our own 'finish' event.
    release();
    response.setHeader("Server-Timing", `wait;dur=${waitMs}`);
    // Nobody can know this value without asking.
    response.end(`${path} is worth ${Math.floor(fraction(path) * 1000)}`);
  }, waitMs);
  response.once("close", () => {
    clearTimeout(timer);
    release();
  });
}

const server = createServer({ keepAliveTimeout: 0 }, ({ url: path = "/" }, response) => {
  asked[path] = (asked[path] ?? 0) + 1;
  if (inProgress < limit) return answerLater(path, response);
  refused++;
  response.writeHead(503).end(`refused: ${limit} requests are in flight already`);
});
server.listen(0, "127.0.0.1", () => {
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
parentPort?.on("message", () => {
  parentPort?.postMessage({ inProgress, mostInProgress, asked, refused });
});
