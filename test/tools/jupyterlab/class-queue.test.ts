import assert from "node:assert/strict";
import { connect as connectSocket, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, it } from "node:test";
import { connect } from "@nats-io/transport-node";
import { findServer } from "#dist/lab/ways/queue/broker.js";
import { classWords, openClassQueue } from "#dist/tools/jupyterlab/class-queue.js";

const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
const inNetwork = all.some(({ family, internal }) => family === "IPv4" && !internal);
const noServer = findServer() === undefined && "skipped: there is no nats-server here";
const alone = noServer || (!inNetwork && "skipped: this machine is in no network");

/** Why nobody listens there; `undefined` if somebody does. */
function refusal(host: string, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host, port }, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once("error", ({ message }) => resolve(message));
  });
}

describe("the queue of a class", { timeout: 60_000, skip: alone }, () => {
  it("listens at one address of this machine, for two passwords, until it is closed", async (t) => {
    const queue = await openClassQueue();
    t.after(queue.close);
    const typed = /^npm run host -- (nats:\/\/host:([a-z2-9]{12})@([\d.]+):(\d+))$/.exec(
      queue.line,
    );
    const [, url = "", password = "", address = "", port = ""] = typed ?? [];
    assert.equal(address, queue.address);
    assert.ok(queue.answers, "it can be reached from its own machine");
    assert.match(String(await refusal("127.0.0.1", Number(port))), /REFUSED/i);
    const host = await connect({ servers: `${address}:${port}`, user: "host", pass: password });
    await host.close();
    const { username, password: owners, host: place } = new URL(queue.url);
    const owner = await connect({ servers: place, user: username, pass: owners });
    await owner.close();
    assert.notEqual(owners, password);
    const guessed = { servers: `${address}:${port}`, user: "host", pass: "guessed" };
    await assert.rejects(connect(guessed), /authoriz/i);
    const words = classWords(queue);
    assert.ok(words.includes(`\n  npm run host -- ${url}\n`) && !words.includes(owners));
    assert.match(words, /It answers at .*keeps its guests apart/s);
    await queue.close();
    assert.match(String(await refusal(address, Number(port))), /REFUSED/i);
  });

  it("has other passwords each time, and another port where the usual one is taken", async (t) => {
    const one = await openClassQueue();
    t.after(one.close);
    // If it was free, the first has it.
    const taken = createServer();
    t.after(() => taken.close());
    await new Promise((resolve) => {
      taken.once("error", resolve).listen(4222, one.address, () => resolve(null));
    });
    const other = await openClassQueue(one.address);
    t.after(other.close);
    assert.notEqual(new URL(other.url).port, "4222");
    assert.notEqual(new URL(other.url).password, new URL(one.url).password);
  });

  it("says so where not even this machine can reach it", async (t) => {
    const queue = await openClassQueue();
    t.after(queue.close);
    assert.match(classWords({ ...queue, answers: false }), /It does not answer at .*firewall/s);
  });
});

for (const address of ["0.0.0.0", "127.0.0.1", "203.0.113.7", "everywhere"]) {
  it(`does not open at ${address}, which is no address of this machine in a network`, async () => {
    await assert.rejects(openClassQueue(address), {
      name: "Remedy",
      message: new RegExp(`at '${address}', .*npm start -- --class=ADDRESS`, "s"),
    });
  });
}
