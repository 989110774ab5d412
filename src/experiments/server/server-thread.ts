import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { nowMs } from "../../lab/clock.js";
import type { ServerOptions, ServerStats, Tick } from "./server.js";

// The thread of a slow server: answers every request after its latency, and counts.
const options = workerData as ServerOptions;
const { latencyMs = 50, slowTail, outage, heeds = true } = options;
const { limit = Number.POSITIVE_INFINITY, places = Number.POSITIVE_INFINITY } = options;
const asked: Record<string, number> = {};
/** Requests that wait for a place. */
const line: (() => void)[] = [];
const timeline: { -readonly [of in keyof Tick]: Tick[of] }[] = [];
let beganMs = 0;
let inProgress = 0;
let mostInProgress = 0;
let inWork = 0;

const TICK_MS = 20;

/** Counts something that happens now. */
function count(what: Exclude<keyof Tick, "atMs">): void {
  beganMs ||= nowMs();
  const now = Math.floor((nowMs() - beganMs) / TICK_MS);
  while (timeline.length <= now) {
    const atMs = timeline.length * TICK_MS;
    timeline.push({ atMs, asked: 0, answered: 0, refused: 0, left: 0, inVain: 0 });
  }
  timeline[now]![what]++;
}

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

/** How long the outage will last, in ms; 0 if there is none now. */
function outageLeftMs(): number {
  const sinceMs = nowMs() - beganMs;
  return outage && sinceMs >= outage.fromMs ? Math.max(0, outage.toMs - sinceMs) : 0;
}

/** Begins what there is a place for, the oldest first. */
function begin(): void {
  const leftMs = outageLeftMs();
  if (leftMs > 0) setTimeout(begin, leftMs + 1);
  else while (inWork < places && line.length > 0) line.shift()!();
}

function answerLater(path: string, response: ServerResponse): void {
  mostInProgress = Math.max(mostInProgress, ++inProgress);
  let held = true;
  let timer: NodeJS.Timeout | undefined;
  const release = () => {
    if (!held) return;
    held = false;
    inProgress--;
    if (timer) inWork--;
    begin();
  };
  line.push(() => {
    if (!held) return;
    inWork++;
    const waitMs = latencyOf(path);
    timer = setTimeout(() => {
      // Before the answer leaves: the next request may be here sooner than our own 'finish' event.
      release();
      count(response.destroyed ? "inVain" : "answered");
      if (response.destroyed) return;
      response.setHeader("Server-Timing", `wait;dur=${waitMs}`);
      // Nobody can know this value without asking.
      response.end(`${path} is worth ${Math.floor(fraction(path) * 1000)}`);
    }, waitMs);
  });
  response.once("close", () => {
    if (!held) return;
    count("left");
    if (!heeds) return;
    clearTimeout(timer);
    release();
  });
  begin();
}

const server = createServer({ keepAliveTimeout: 0 }, ({ url: path = "/" }, response) => {
  count("asked");
  asked[path] = (asked[path] ?? 0) + 1;
  const refuses = outage?.refuses === true && outageLeftMs() > 0;
  if (inProgress < limit && !refuses) return answerLater(path, response);
  count("refused");
  const why = refuses ? "out of order" : `${limit} requests are in flight already`;
  response.writeHead(503).end(`refused: ${why}`);
});
server.listen(0, "127.0.0.1", () => {
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
parentPort?.on("message", () => {
  const sum = (of: keyof Tick) => timeline.reduce((all, tick) => all + tick[of], 0);
  const sums = { refused: sum("refused"), left: sum("left"), inVain: sum("inVain") };
  const stats: ServerStats = { inProgress, mostInProgress, asked, ...sums, timeline };
  parentPort?.postMessage(stats);
});
