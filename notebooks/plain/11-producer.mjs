// Puts six parts into a queue, and collects answers: npm install @nats-io/jetstream @nats-io/transport-node
// First start a server (nats-server -js), then this, then one or more: node 11-consumer.mjs
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, nanos } from "@nats-io/transport-node";

const { host, username, password } = new URL(process.env.NATS_URL ?? "nats://127.0.0.1:4222");
const connection = await connect({ servers: host, user: username, pass: password });
const manager = await jetstreamManager(connection);
const queue = jetstream(connection);

// A part leaves its stream when a consumer has acknowledged it. Answers stay for an hour.
await manager.streams.add({ name: "PARTS", subjects: ["parts.*"], retention: "workqueue" });
await manager.streams.add({ name: "ANSWERS", subjects: ["answers.*"], max_age: nanos(3_600_000) });
const lease = { ack_policy: "explicit", ack_wait: nanos(1000), max_deliver: 5 };
await manager.consumers.add("PARTS", { durable_name: "consumers", ...lease });

// The second message with an id is refused: run this twice, and nothing is put in twice.
for (let number = 1; number <= 6; number++) {
  const part = JSON.stringify({ number, ms: number === 1 ? 1200 : 200 });
  await queue.publish(`parts.${number}`, part, { msgID: `${number}` });
}

const { name } = await manager.consumers.add("ANSWERS", { ack_policy: "explicit" });
const reader = await queue.consumers.get("ANSWERS", name);
const answers = new Map();
while (answers.size < 6) {
  const answer = await reader.next({ expires: 3000 });
  if (answer === null) break; // none for three seconds: is a consumer running?
  const { number, pid } = answer.json();
  answers.set(number, `process ${pid}`); // an answer that comes twice does no harm
  answer.ack();
}
const by = [...new Set(answers.values())].join(" and ");
console.log(`${answers.size} of 6 parts are answered, by ${by || "nobody"}`);
await connection.close();
