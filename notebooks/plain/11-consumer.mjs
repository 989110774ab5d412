// Takes parts from a queue and answers them: npm install @nats-io/jetstream @nats-io/transport-node
// "node 11-consumer.mjs dies" takes one part, then ends without a word, as in a power cut.
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const { host, username, password } = new URL(process.env.NATS_URL ?? "nats://127.0.0.1:4222");
const connection = await connect({ servers: host, user: username, pass: password });
const queue = jetstream(connection);
const parts = await queue.consumers.get("PARTS", "consumers");

for (;;) {
  const part = await parts.next({ expires: 1000 });
  if (part === null) break; // none for a second
  const { number, ms } = part.json();
  if (process.argv[2] === "dies") process.exit();

  // The lease is one second. A loop would hold up this timer: compute in a worker thread.
  const renewal = setInterval(() => part.working(), 300);
  await sleep(ms); // the work
  clearInterval(renewal);

  // First the answer, then the receipt: the other way round, a crash in between would lose it.
  const answer = JSON.stringify({ number, pid: process.pid });
  const { duplicate } = await queue.publish(`answers.${number}`, answer, { msgID: `${number}` });
  await part.ackAck();
  const delivery = `part ${number}, delivery ${part.info.deliveryCount}`;
  console.log(`${delivery}: ${duplicate ? "it was answered already" : "answered"}`);
}
await connection.close();
