import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { facts } from "#dist/experiments/broker/index.js";
import { withBroker } from "#dist/experiments/broker/with-broker.js";
import { findServer } from "#dist/lab/ways/queue/broker.js";
import { nothingLeft, running } from "../lab/nothing-left.js";

const skip = findServer() === undefined && "skipped: there is no nats-server here";
// What is temporary, of this test only.
const temporary = mkdtempSync(join(tmpdir(), "broker "));
for (const name of ["TMPDIR", "TEMP"]) process.env[name] = temporary;
after(() => rmSync(temporary, { recursive: true }));

/** Its process, its port, its folders and its name in the environment are gone. */
async function gone(url: string, before: ReturnType<typeof running>): Promise<void> {
  const port = Number(new URL(url).port);
  const answers = new Promise((resolve) => {
    dial(port, "127.0.0.1")
      .on("connect", () => resolve("yes"))
      .on("error", () => resolve("no"));
  });
  assert.equal(await answers, "no");
  assert.deepEqual(readdirSync(temporary), []);
  assert.equal(process.env.NATS_URL, undefined);
  await nothingLeft(before);
}

test("facts tell the server's version, or that there is none", async () => {
  const known = await facts();
  if (skip) assert.equal(known, null);
  else assert.match(known?.version ?? "", /^\d+\.\d+\.\d+/);
});

test("a broker keeps what it confirmed when it is killed, and is gone after its use", {
  skip,
}, async () => {
  delete process.env.NATS_URL;
  await withBroker(() => {});
  const before = running();
  let url = "";
  const kept = await withBroker(async ({ queue, manager, restart }) => {
    url = process.env.NATS_URL ?? "";
    await manager.streams.add({ name: "PARTS", subjects: ["parts.*"] });
    for (let n = 0; n < 20; n++) await queue.publish(`parts.${n}`, "a part");
    await restart(50);
    assert.equal((await queue.publish("parts.again", "one more")).seq, 21);
    return (await manager.streams.info("PARTS")).state.messages;
  });
  assert.equal(kept, 21);
  assert.match(url, /^nats:\/\/\w+:[\w-]+@127\.0\.0\.1:\d+$/);
  await gone(url, before);
});

test("it is gone, too, if its use throws, and a name of before comes back", { skip }, async () => {
  process.env.NATS_URL = "nats://of.mine:4222";
  try {
    await assert.rejects(
      withBroker(() => {
        throw new Error("no more");
      }),
      /no more/,
    );
    assert.equal(process.env.NATS_URL, "nats://of.mine:4222");
    assert.ok(existsSync(temporary) && readdirSync(temporary).length === 0);
  } finally {
    delete process.env.NATS_URL;
  }
});

test("its use must be a function", async () => {
  await assert.rejects(withBroker(7 as never), TypeError);
});
