import { jetstream } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

// A host as one would write it without the lab: it takes a message, answers, acknowledges.
const [servers = "", user = "", pass = ""] = process.argv.slice(2);
const nc = await connect({ servers, user, pass });
const js = jetstream(nc);
const consumer = await js.consumers.get("LAB_hand_PARTS", "hosts");
process.send!("ready");
for (;;) {
  const message = await consumer.next();
  if (!message) continue;
  const { part } = message.json<{ part: number }>();
  const answer = JSON.stringify({ part, value: 0 });
  await js.publish(`lab.hand.answers.${part}`, answer, { msgID: `${part}` });
  message.ack();
}
