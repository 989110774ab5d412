import { fork } from "node:child_process";
import { once } from "node:events";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { fromFunction } from "#dist/jobs/from-function.js";
import type { Job } from "#dist/lab/job.js";
import { compare, run } from "#dist/lab/measure.js";
import { median, type Run, wallMs } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";
import { findServer, startBroker } from "#dist/lab/ways/queue/broker.js";

const PARTS = 500;
const empty: Job = {
  label: "nothing",
  size: PARTS,
  module: new URL("./nothing.js", import.meta.url).href,
  name: "default",
  parts: Array.from({ length: PARTS }, (_, part) => part),
  merge: (values) => values.length,
};

/** Parts that wait 50 ms: where all runs on one machine, those that compute share it with the broker. */
const fifty = fromFunction((ms: number) => new Promise((done) => setTimeout(done, ms, ms)), {
  label: "50 ms",
  parts: new Array(48).fill(50),
});

/** What an empty part costs by way of a broker, in ms, with one consumer that notes nothing. */
async function byHand(): Promise<number> {
  const broker = await startBroker();
  const { url: servers, owner } = broker;
  const nc = await connect({ servers, ...owner });
  const jsm = await jetstreamManager(nc);
  await jsm.streams.add({
    name: "LAB_hand_PARTS",
    subjects: ["lab.hand.parts.*"],
    retention: "workqueue",
  });
  await jsm.streams.add({ name: "LAB_hand_ANSWERS", subjects: ["lab.hand.answers.*"] });
  await jsm.consumers.add("LAB_hand_PARTS", { durable_name: "hosts", ack_policy: "explicit" });
  await jsm.consumers.add("LAB_hand_ANSWERS", { durable_name: "owner", ack_policy: "explicit" });
  const file = new URL("./plain-consumer.js", import.meta.url);
  const child = fork(file, [servers, owner.user, owner.pass]);
  await once(child, "message");
  const js = jetstream(nc);
  const startMs = performance.now();
  const handed = empty.parts.map((part) =>
    js.publish(`lab.hand.parts.${part}`, JSON.stringify({ part }), { msgID: `${part}` }),
  );
  const answers = await (await js.consumers.get("LAB_hand_ANSWERS", "owner")).consume();
  let left = PARTS;
  for await (const message of answers) {
    message.ack();
    if (--left === 0) break;
  }
  await Promise.all(handed);
  const ms = performance.now() - startMs;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await Promise.all([exit, nc.close()]);
  await broker.close();
  return ms / PARTS;
}

/** How much later than its lease a killed host's part begins again, in ms. */
async function afterLease(leaseMs: number): Promise<number> {
  const nap = () => new Promise((done) => setTimeout(done, 100, 1));
  const job = fromFunction(nap, { parts: new Array(2).fill(0) });
  const faults = [{ host: 0, kind: "kill", afterMs: 50 }] as const;
  const { spans, startMs, deliveries } = await run(job, way.queue({ leaseMs, faults }));
  const again = spans.find(({ attempt }) => attempt === 2)!;
  return again.startMs - startMs - deliveries!.unused[0]!.signsMs.at(-1)! - leaseMs;
}

const warmMs = (runs: readonly Run[], name: string) =>
  wallMs(runs.find((row) => row.way === name && row.warm)!);

/** The price of a queue, where there is a nats-server. */
export async function queueRows(rounds: number) {
  if (findServer() === undefined) return [{ "the way queue": "there is no nats-server here" }];
  const startMs: number[] = [];
  const part: number[] = [];
  const overHand: number[] = [];
  const overProcess: number[] = [];
  const lateMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [, warm] = await compare(empty, [way.queue({ hosts: 1 })], { rounds: 1 });
    part.push(wallMs(warm!) / PARTS);
    overHand.push(part.at(-1)! / (await byHand()));
    const runs = await compare(fifty, [way.queue(), way.process(2)], { rounds: 1 });
    startMs.push(runs.find((row) => row.way === "queue")!.startUpMs);
    overProcess.push(warmMs(runs, "queue") / warmMs(runs, "process"));
    lateMs.push(await afterLease(200 * (1 + (round % 3))));
  }
  const row = (what: string, sample: number[], digits: number, goal: string) => ({
    "the way queue": what,
    median: median(sample).toFixed(digits),
    most: Math.max(...sample).toFixed(digits),
    goal,
  });
  return [
    row("start-up of two hosts, ms", startMs, 0, "<= 400"),
    row("an empty part, one host, ms", part, 2, ""),
    row("an empty part / a consumer by hand", overHand, 2, "<= 5"),
    row("queue × 2 / process × 2, parts of 50 ms", overProcess, 3, "<= 1.05"),
    row("again after the lease, ms later", lateMs, 1, "<= 50"),
  ];
}
