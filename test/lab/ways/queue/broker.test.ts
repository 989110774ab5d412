import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type Broker, findServer, startBroker } from "#dist/lab/ways/queue/broker.js";
import { markedProcesses, nothingLeft, running } from "../../nothing-left.js";

const root = fileURLToPath(new URL("../../../../..", import.meta.url));
const noServer = findServer() === undefined && "skipped: there is no nats-server here";
const noProc = noServer || (process.platform !== "linux" && "skipped: only Linux shows processes");
// Folders for what is temporary, of this test only.
const temporary = mkdtempSync(join(tmpdir(), "broker test "));
for (const name of ["TMPDIR", "TEMP"]) process.env[name] = temporary;
after(() => rmSync(temporary, { recursive: true }));
const folders = () => readdirSync(temporary).filter((name) => name.startsWith("lab-broker-"));

/** A connection to a broker as its owner or as a host. */
function connected({ url, owner, host }: Broker, who: "owner" | "host"): Promise<NatsConnection> {
  const words = who === "owner" ? owner : host;
  return connect({ servers: url, ...words, inboxPrefix: `_INBOX.${who}`, timeout: 5000 });
}

test("a broker keeps messages until it is closed; then its process and its folder are gone", {
  skip: noServer,
  timeout: 60_000,
}, async () => {
  await (await startBroker()).close();
  const before = running();
  const old = folders();
  const broker = await startBroker();
  const nc = await connected(broker, "owner");
  const manager = await jetstreamManager(nc);
  await manager.streams.add({ name: "LAB_x_PARTS", subjects: ["lab.x.parts.*"] });
  assert.equal((await jetstream(nc).publish("lab.x.parts.0", "{}")).seq, 1);
  await nc.close();
  await Promise.all([broker.close(), broker.close()]);
  assert.match((await broker.ended).message, /^its process ended \([^)\n]*\)$/);
  await assert.rejects(connected(broker, "owner"), /ECONNREFUSED|refused/i);
  assert.deepEqual(
    folders().filter((name) => !old.includes(name)),
    [],
  );
  await nothingLeft(before);
});

test("it listens on this machine only, and its passwords are in no arguments and no readable file", {
  skip: noProc,
  timeout: 60_000,
}, async (t) => {
  const old = folders();
  const broker = await startBroker();
  t.after(broker.close);
  const { port, hostname } = new URL(broker.url);
  assert.equal(hostname, "127.0.0.1");
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((it) => it && !it.internal && it.family === "IPv4");
  if (elsewhere)
    await assert.rejects(connect({ servers: `${elsewhere.address}:${port}` }), /refused/i);
  const [folder] = folders().filter((name) => !old.includes(name));
  const path = join(tmpdir(), folder!);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(statSync(join(path, "nats.json")).mode & 0o777, 0o600);
  const [words, environment] = ["cmdline", "environ"].map((file) =>
    readFileSync(`/proc/${broker.pid}/${file}`, "latin1"),
  );
  for (const { pass } of [broker.owner, broker.host]) {
    assert.ok(pass.length >= 20 && !words!.includes(pass) && !environment!.includes(pass));
  }
  await assert.rejects(
    connect({ servers: broker.url, user: "host", pass: "guessed" }),
    /authoriz/i,
  );
  await assert.rejects(connect({ servers: broker.url }), /authoriz/i);
});

test("a host's password takes parts and answers, and does nothing else", {
  skip: noServer,
  timeout: 60_000,
}, async (t) => {
  const broker = await startBroker();
  t.after(broker.close);
  const [owner, host] = await Promise.all([connected(broker, "owner"), connected(broker, "host")]);
  t.after(() => Promise.all([owner.close(), host.close()]));
  const its = await jetstreamManager(owner);
  await its.streams.add({
    name: "LAB_x_PARTS",
    subjects: ["lab.x.parts.*"],
    retention: "workqueue",
  });
  await its.streams.add({ name: "LAB_x_ANSWERS", subjects: ["lab.x.answers.*"] });
  const lease = { durable_name: "hosts", ack_policy: "explicit", ack_wait: 1e9 } as const;
  await its.consumers.add("LAB_x_PARTS", lease);
  await its.consumers.add("LAB_x_ANSWERS", { durable_name: "owner", ack_policy: "explicit" });
  await jetstream(owner).publish("lab.x.parts.0", "{}");

  // What it may.
  const js = jetstream(host, { timeout: 5000 });
  const order = await (await js.consumers.get("LAB_x_PARTS", "hosts")).next({ expires: 5000 });
  order!.working();
  await js.publish("lab.x.answers.0", "{}", { msgID: "0" });
  assert.ok((await js.publish("lab.x.answers.0", "{}", { msgID: "0" })).duplicate);
  host.subscribe("lab.x.clock.me", { callback: (_, message) => void message.respond("12") });
  await host.flush();
  assert.equal((await owner.request("lab.x.clock.me")).string(), "12");
  const hello = owner.subscribe("lab.x.hello.me", { max: 1 });
  await owner.flush();
  host.publish("lab.x.hello.me", "{}");
  for await (const message of hello) assert.equal(message.string(), "{}");

  // What it may not. Its manager's calls end at once with the broker's refusal, or after 0.5 s.
  const mine = await jetstreamManager(host, { timeout: 500, checkAPI: false });
  const refusals: (readonly [what: string, tried: () => Promise<unknown>])[] = [
    ["hand out a part", () => js.publish("lab.x.parts.1", "{}", { timeout: 500 })],
    ["read the answers", () => mine.streams.getMessage("LAB_x_ANSWERS", { seq: 1 })],
    ["take the owner's answers", () => js.consumers.get("LAB_x_ANSWERS", "owner")],
    [
      "make a consumer of its own",
      () => mine.consumers.add("LAB_x_ANSWERS", { durable_name: "me" }),
    ],
    ["make one named hosts", () => mine.consumers.add("LAB_x_ANSWERS", lease)],
    ["change the lease", () => mine.consumers.update("LAB_x_PARTS", "hosts", { ack_wait: 60e9 })],
    ["delete the consumer", () => mine.consumers.delete("LAB_x_PARTS", "hosts")],
    [
      "pause the consumer",
      () => mine.consumers.pause("LAB_x_PARTS", "hosts", new Date(Date.now() + 1e6)),
    ],
    ["purge", () => mine.streams.purge("LAB_x_PARTS")],
    ["delete a message", () => mine.streams.deleteMessage("LAB_x_PARTS", 1)],
    ["delete a stream", () => mine.streams.delete("LAB_x_ANSWERS")],
    ["make a stream", () => mine.streams.add({ name: "MINE", subjects: ["mine"] })],
    ["list the streams", () => mine.streams.names().next()],
  ];
  for (const [what, tried] of refusals) await assert.rejects(tried, /permission/i, what);
  for (const subject of ["lab.>", "lab.x.answers.*", "lab.x.parts.*", "_INBOX.>", "$JS.>", ">"]) {
    const heard = await new Promise<unknown>((resolve) => {
      host.subscribe(subject, { callback: (error) => resolve(error) });
      host.flush();
    });
    assert.match(String(heard), /permission/i, subject);
  }
  const { messages } = (await its.streams.info("LAB_x_PARTS")).state;
  assert.equal(messages, 1, "the part is still there, and alone");
  assert.equal((await its.consumers.info("LAB_x_PARTS", "hosts")).config.ack_wait, 1e9);
  order!.ack();
});

test("what it has confirmed is there again when it is killed and started on the same store", {
  skip: noServer,
  timeout: 60_000,
}, async (t) => {
  const store = mkdtempSync(join(tmpdir(), "store "));
  t.after(() => rmSync(store, { recursive: true }));
  const one = await startBroker({ store });
  const nc = await connected(one, "owner");
  await (await jetstreamManager(nc)).streams.add({
    name: "LAB_x_PARTS",
    subjects: ["lab.x.parts.*"],
  });
  await jetstream(nc).publish("lab.x.parts.0", "{}");
  process.kill(one.pid, "SIGKILL");
  await one.ended;
  await Promise.all([nc.close(), one.close()]);
  const { port, hostname: address } = new URL(one.url);
  const { owner, host } = one;
  const other = await startBroker({ store, address, port: Number(port), owner, host });
  t.after(other.close);
  assert.equal(other.url, one.url);
  const again = await connected(other, "owner");
  const { state } = await (await jetstreamManager(again)).streams.info("LAB_x_PARTS");
  assert.equal(state.messages, 1);
  await again.close();
});

test("a server that cannot start is told with its reason, and leaves no folder", {
  skip: noServer,
  timeout: 60_000,
}, async (t) => {
  const broker = await startBroker();
  t.after(broker.close);
  const old = folders();
  const port = Number(new URL(broker.url).port);
  await assert.rejects(
    startBroker({ port }),
    /nats-server at .* did not start: .*address already in use/s,
  );
  assert.deepEqual(folders(), old);
});

test("kill -9 of its owner leaves neither process nor folder, not even of a frozen broker", {
  skip: noProc,
  timeout: 60_000,
}, async (t) => {
  const mark = `broker-${process.pid}-${performance.now()}`;
  const code = `
    import { startBroker } from "#dist/lab/ways/queue/broker.js";
    const all = [await startBroker(), await startBroker()];
    process.kill(all[1].pid, "SIGSTOP");
    console.log(all.length);
    setInterval(() => {}, 1000);`;
  const old = folders();
  const script = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: root,
    env: { ...process.env, LAB_TEST_MARK: mark },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => script.kill("SIGKILL"));
  await new Promise((resolve) => script.stdout.once("data", resolve));
  const made = folders().filter((name) => !old.includes(name));
  assert.equal(made.length, 2);
  assert.equal(markedProcesses(mark).length, 4, "the script, its reaper and two brokers");
  script.kill("SIGKILL");
  const left = () => [
    ...markedProcesses(mark),
    ...made.filter((name) => existsSync(join(tmpdir(), name))),
  ];
  const end = performance.now() + 5000;
  while (left().length > 0 && performance.now() < end) await wait(20);
  assert.deepEqual(left(), []);
});

test("where there is no nats-server, a sentence says what to do", {
  timeout: 60_000,
}, async (t) => {
  // The lab in another folder, where nothing is installed.
  const folder = mkdtempSync(join(tmpdir(), "no server "));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, "dist", "lab"), join(folder, "dist", "lab"), { recursive: true });
  cpSync(join(root, "package.json"), join(folder, "package.json"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const code = `
    import { startBroker } from "#dist/lab/ways/queue/broker.js";
    await startBroker().catch((error) => console.log(error.message));`;
  const script = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: folder,
    env: { ...process.env, PATH: "", Path: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  for await (const text of script.stdout.setEncoding("utf8")) printed += text;
  assert.match(
    printed,
    /^the way 'queue' needs a nats-server, and there is none here: `npm start` /,
  );
});
