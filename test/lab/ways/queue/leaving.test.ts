import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { primes } from "#dist/jobs/primes.js";
import { startBroker } from "#dist/lab/ways/queue/broker.js";
import { beginHost } from "#dist/lab/ways/queue/host.js";
import { makeStreams, publish } from "#dist/lab/ways/queue/streams.js";
import { connectTo, pack, wire } from "#dist/lab/ways/queue/wire.js";
import { noServer } from "../../python.js";

test("a host that leaves keeps no part, whatever it was just asking for", {
  skip: noServer,
  timeout: 60_000,
}, async (t) => {
  const broker = await startBroker();
  t.after(broker.close);
  const owner = await connectTo({ url: broker.url, ...broker.owner }, "owner");
  t.after(() => owner.close());
  const { streams } = await jetstreamManager(owner);
  const { module, name, parts } = primes({ upTo: 100, parts: 20 });
  for (let round = 0; round < 20; round++) {
    const run = `round${round}`;
    await makeStreams(owner, run, 60_000);
    for (const [id, input] of parts.entries()) {
      const order = pack({ input, limitMs: null });
      await publish(owner, `${wire.parts(run).subject}.${id}`, `${id}`, order);
    }
    const nc = await connectTo({ url: broker.url, ...broker.host }, "host");
    const task = { run, job: "primes.primesIn", mostMs: 1000 };
    const host = await beginHost(nc, task, { module, name }, { name: "leaver", width: 2 });
    await wait(round);
    await host.leave();
    await nc.close();
    const { stream } = wire.parts(run);
    const left = async () => (await streams.info(stream)).state.messages;
    const consumer = await jetstream(owner).consumers.get(stream, "hosts");
    const given = await consumer.fetch({ max_messages: (await left()) || 1, expires: 1000 });
    let count = 0;
    for await (const _ of given) count++;
    // What the host has acknowledged is gone.
    assert.equal(count, await left(), `in round ${round} it had ${round} ms`);
  }
});
