import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { forOthers } from "#dist/jobs/for-others.js";
import { primes } from "#dist/jobs/primes.js";
import { sieve } from "#dist/jobs/sieve.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";
import { type Broker, findServer, startBroker } from "#dist/lab/ways/queue/broker.js";
import { Guest } from "#dist/tools/guest.js";
import { HostProgram, urlOf } from "./host-program.js";

const noServer = findServer() === undefined && "skipped: there is no nats-server here";

describe("npm run host", { timeout: 120_000, skip: noServer }, () => {
  let broker: Broker;
  let program: HostProgram;
  let owner: NatsConnection;
  before(async () => {
    broker = await startBroker();
    owner = await connect({ servers: broker.url, ...broker.owner, inboxPrefix: "_INBOX.owner" });
    program = new HostProgram([urlOf(broker, "host"), "2"]);
    await program.prints(/Ctrl-C/);
  });
  after(async () => {
    program?.process.kill("SIGKILL");
    await owner?.close();
    await broker?.close();
  });

  /** The host still does what is on its list. */
  async function works(): Promise<void> {
    const job = primes({ upTo: 1000, parts: 3 });
    const { answer } = await run(job, way.queue({ url: urlOf(broker, "owner"), hosts: 1 }));
    assert.equal((answer as number[]).length, 168);
    assert.equal(program.process.exitCode, null);
  }

  /** Announces a run, and promises what a host says to it; `null` if nothing within the time. */
  async function announce(
    text: string | Uint8Array,
    id: string,
    ms = 3000,
  ): Promise<string | null> {
    const answers = owner.subscribe(`lab.${id}.hello.*`, { max: 1 });
    await owner.flush();
    owner.publish("lab.runs", text);
    const first = answers[Symbol.asyncIterator]().next();
    const said = await Promise.race([first, wait(ms, null)]);
    answers.unsubscribe();
    return said && `${said.value!.subject.split(".").at(-1)}: ${said.value!.string()}`;
  }

  it("runs the course's own jobs from its own files, and says what it is", async () => {
    await works();
    assert.match(
      program.printed,
      /This machine is host '[\w-]+' of 127\.0\.0\.1:\d+\. It runs 2 at once of/,
    );
    assert.match(program.printed, /Runs parts of primes\.primesIn\./);
  });

  it("refuses a job that is not on its list; the owner is told what is", async () => {
    const away = run(sieve({ upTo: 1000 }), way.queue({ url: urlOf(broker, "owner"), hosts: 1 }));
    await assert.rejects(
      away,
      /host '[\w-]+' does not run "[\w.]+": it runs primes\.primesIn, primes/,
    );
    await works();
  });

  const names = [
    "data:text/javascript,export const primesIn = () => process.exit()",
    "file:///etc/passwd",
    "../jobs/requests.get",
    "requests.get",
    "node:child_process.execSync",
    "constructor",
    "__proto__",
    "toString",
    "primes.isPrime",
    "primes.constructor",
    "primes.primesIn ",
    "\u001b]0;title\u0007",
    "",
  ];
  for (const [i, job] of names.entries()) {
    it(`refuses ${JSON.stringify(job)}`, async () => {
      const said = await announce(
        JSON.stringify({ run: `evil${i}`, job, mostMs: 1000 }),
        `evil${i}`,
      );
      assert.match(said ?? "", /^refuses: .*does not run/);
      assert.ok(
        !program.printed.includes("\u001b]0;"),
        "nothing that is sent reaches the terminal",
      );
    });
  }

  it("hears nothing in messages of another form", async () => {
    const job = "primes.primesIn";
    for (const text of [
      "",
      "null",
      '"primes"',
      '{"run":"odd","job":"primes.primesIn"',
      JSON.stringify({ run: "odd", job: { toString: "primes.primesIn" }, mostMs: 1 }),
      JSON.stringify({ run: "odd", job: [job], mostMs: 1000 }),
      JSON.stringify({ run: "*", job, mostMs: 1000 }),
      JSON.stringify({ run: "odd.hello", job, mostMs: 1000 }),
      JSON.stringify({ run: "odd", job, mostMs: -1 }),
      JSON.stringify({ run: "odd", job, mostMs: "long" }),
      JSON.stringify({ run: "odd", job: "x".repeat(1e6), mostMs: 1000 }),
      "[".repeat(2e6) + "]".repeat(2e6),
      new Uint8Array(2e6).fill(0xff),
    ]) {
      assert.equal(await announce(text, "odd", 50), null);
    }
    await works();
  });

  it("drops orders that are none, and answers the next one", { timeout: 30_000 }, async (t) => {
    const manager = await jetstreamManager(owner);
    const js = jetstream(owner);
    await manager.streams.add({
      name: "LAB_r_PARTS",
      subjects: ["lab.r.parts.*"],
      retention: "workqueue",
    });
    await manager.streams.add({ name: "LAB_r_ANSWERS", subjects: ["lab.r.answers.*"] });
    const hosts = {
      durable_name: "hosts",
      ack_policy: "explicit",
      ack_wait: 1e9,
      max_deliver: 2,
    } as const;
    await manager.consumers.add("LAB_r_PARTS", hosts);
    const order = (input: unknown, limitMs: unknown = null) => JSON.stringify({ input, limitMs });
    const some = { from: 1, to: 10 };
    const sent = {
      truncated: order(some).slice(0, -5),
      misshapen: order(some, "soon"),
      deep: `{"limitMs":null,"input":${"[".repeat(1e6)}${"]".repeat(1e6)}}`,
      empty: order(null),
      endless: order({ from: 0, to: 1e300 }),
      good: order(some),
    };
    for (const [id, text] of Object.entries(sent)) await js.publish(`lab.r.parts.${id}`, text);
    const answers = owner.subscribe("lab.r.answers.*");
    await owner.flush();
    // The host may still be in another run: it is told until it comes.
    const task = JSON.stringify({ run: "r", job: "primes.primesIn", mostMs: 300 });
    const telling = setInterval(() => owner.publish("lab.runs", task), 200);
    t.after(() => clearInterval(telling));
    const outcomes = new Map<string, { value?: unknown; fault?: object }>();
    for await (const message of answers) {
      const { id, outcome } = message.json<{ id: string; outcome: object }>();
      outcomes.set(id, outcome);
      if (id === "good") break;
    }
    assert.deepEqual(outcomes.get("good")?.value, [2, 3, 5, 7]);
    assert.ok(outcomes.get("empty")?.fault, "a part that throws is answered with its fault");
    assert.ok(!["truncated", "misshapen", "endless"].some((id) => outcomes.has(id)));
    for (const name of ["LAB_r_PARTS", "LAB_r_ANSWERS"]) await manager.streams.delete(name);
    await works();
  });

  it("never sees a message of 100 MB: the broker throws out whoever sends it", async () => {
    assert.throws(
      () => owner.publish("lab.runs", new Uint8Array(100 * 2 ** 20)),
      /max_payload|payload/i,
    );
    const { port, hostname } = new URL(broker.url);
    const socket = connectSocket({ host: hostname, port: Number(port) });
    const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
    let heard = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      heard += text;
    });
    socket.write(`CONNECT ${JSON.stringify({ ...broker.owner, verbose: false })}\r\n`);
    socket.write(`PUB lab.runs ${100 * 2 ** 20}\r\n`);
    await closed;
    assert.match(heard, /Maximum Payload Violation/);
    await works();
  });

  it("cannot be told more by another host, which may not announce runs", async () => {
    const other = await connect({
      servers: broker.url,
      ...broker.host,
      inboxPrefix: "_INBOX.host",
    });
    const refused = (async () => {
      for await (const status of other.status()) if (status.type === "error") return status.error;
      return undefined;
    })();
    other.publish(
      "lab.runs",
      JSON.stringify({ run: "other", job: "primes.primesIn", mostMs: 1000 }),
    );
    assert.match(String(await refused), /permission/i);
    await other.close();
  });

  it("refuses a run for which it cannot start its threads, and lives", async () => {
    const nc = await connect({ servers: broker.url, ...broker.host, inboxPrefix: "_INBOX.host" });
    const its = { name: "small", width: 1, heapMiB: 1 };
    const told: string[] = [];
    const guest = new Guest(nc, its, (news) => told.push(news));
    await nc.flush(); // now it hears of runs
    const task = { run: "small", job: "primes.primesIn", mostMs: 1000 };
    const refusals = owner.subscribe("lab.small.hello.refuses", { max: 1 });
    owner.publish("lab.runs", JSON.stringify(task));
    for await (const { data } of refusals) {
      const { why } = JSON.parse(Buffer.from(data).toString());
      assert.match(why, /host 'small' does not run "primes.primesIn": Cannot make .* 'heapMiB'/);
    }
    assert.match(told.join(), /Refused "primes.primesIn": Cannot make/);
    await guest.leave();
  });

  it("gives back what it has when it is ended, and another one gets it at once", async () => {
    const late = new HostProgram([urlOf(broker, "host"), "1"]);
    await late.prints(/Ctrl-C/);
    const its = /host '([\w-]+)'/.exec(late.printed)![1];
    const long = primes({ upTo: 3_000_000, parts: 12 });
    const running = run(
      long,
      way.queue({ url: urlOf(broker, "owner"), hosts: 2, leaseMs: 60_000 }),
    );
    await late.prints(/Runs parts/);
    late.process.kill("SIGINT");
    await once(late.process, "exit");
    const { answer, deliveries, startMs, endMs } = await running;
    assert.equal((answer as number[]).length, 216_816);
    assert.ok(deliveries!.hosts.some(({ name }) => name === its));
    assert.ok(endMs - startMs < 60_000, "no lease has ended meanwhile");
  });
});

describe("a line that cannot be right", { timeout: 60_000 }, () => {
  for (const [what, args, sentence] of [
    ["is empty", [], /as the line must be of this form: npm run host -- nats:.*It was: empty/],
    ["has no machine", ["nats:/x"], /must be of this form/],
    ["leads elsewhere", ["http://127.0.0.1/"], /must be of this form/],
    ["asks for no part", ["nats://127.0.0.1:9", "0"], /from 1 to 256/],
    ["leads to nobody", ["nats://a:b@127.0.0.1:9"], /at 127\.0\.0\.1:9 as nothing answers there/],
  ] as const) {
    it(`${what}: it says what to do`, async () => {
      const program = new HostProgram(args);
      await once(program.process, "close");
      assert.equal(program.process.exitCode, 1);
      assert.match(program.printed, sentence);
      if (!sentence.source.includes("form")) assert.ok(!program.printed.includes("a:b@"));
    });
  }

  it("has another password: it says where to get the right one", { skip: noServer }, async (t) => {
    const broker = await startBroker();
    t.after(broker.close);
    const program = new HostProgram([broker.url.replace("//", "//host:guessed@")]);
    await once(program.process, "close");
    assert.match(program.printed, /as its password is another one: .*Ask for today's line\./);
  });
});

it("the list for others names functions of the course's files", async () => {
  assert.ok(forOthers.size > 0);
  for (const [name, source] of forOthers) {
    const module = await import(source.module);
    assert.equal(typeof module[source.name], "function", name);
    assert.match(source.module, /^file:.*\/dist\/jobs\/\w+\.js$/);
  }
});
