import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { compare, run } from "#dist/lab/measure.js";
import { mostInProgress } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";
import { noServer } from "../../python.js";

const folder = mkdtempSync(join(tmpdir(), "queue test "));
after(() => rmSync(folder, { recursive: true }));
const withServer = { skip: noServer, timeout: 60_000 };

/** Parts that each wait for so many ms. */
function naps(ms: number, parts: number) {
  return fromFunction(
    async (ms: number) => {
      await new Promise((done) => setTimeout(done, ms));
      return ms;
    },
    { parts: new Array(parts).fill(ms) },
  );
}

test("a queue gives the same answer as the other ways, cold and warm", withServer, async () => {
  const job = primes({ upTo: 20_000, parts: 12 });
  const runs = await compare(job, [way.single(), way.queue()], { rounds: 1 });
  const rows = runs.filter((it) => it.way === "queue");
  assert.deepEqual(
    rows.map(({ warm, width }) => [warm, width]),
    [
      [false, 2],
      [true, 2],
    ],
  );
  for (const { spans, startMs, endMs, cpuMs, deliveries } of rows) {
    assert.deepEqual(
      spans.map(({ part }) => part).sort((a, b) => a - b),
      [...job.parts.keys()],
    );
    for (const span of spans) {
      assert.ok(span.startMs >= startMs && span.startMs <= span.endMs && span.endMs <= endMs);
      assert.equal(span.attempt, 1);
      assert.notEqual(span.pid, process.pid);
    }
    assert.deepEqual([...new Set(spans.map(({ host }) => host))].sort(), [0, 1]);
    assert.equal(new Set(spans.map(({ pid, host }) => `${pid} ${host}`)).size, 2);
    assert.ok(cpuMs > 0);
    assert.deepEqual(deliveries!.unused, []);
    assert.deepEqual(deliveries!.events, []);
    assert.equal(deliveries!.leaseMs, 1000);
  }
});

test(
  "hosts on this machine have our clock, to within the bound that is told",
  withServer,
  async () => {
    const { deliveries } = await run(naps(1, 4), way.queue({ hosts: 3 }));
    const { hosts } = deliveries!;
    assert.deepEqual(
      hosts.map(({ name }) => name),
      ["host 0", "host 1", "host 2"],
    );
    for (const { offsetMs, errorMs } of hosts) {
      assert.ok(errorMs > 0 && errorMs < 100, `${errorMs}`);
      assert.ok(Math.abs(offsetMs) <= errorMs, `${offsetMs}, at most ${errorMs}`);
    }
  },
);

test("a host has as many parts in progress as it has threads", withServer, async () => {
  const { spans, width } = await run(naps(60, 12), way.queue({ hosts: 2, width: 3 }));
  assert.equal(width, 6);
  for (const host of [0, 1]) {
    const own = spans.filter((span) => span.host === host);
    assert.ok(mostInProgress(own) <= 3, `${mostInProgress(own)}`);
    assert.ok(new Set(own.map(({ threadId }) => threadId)).size <= 3);
  }
  assert.ok(mostInProgress(spans) > 3);
});

test(
  "a cell's function may read, print and await; what it prints is shown",
  withServer,
  async (t) => {
    const real = process.stdout.write;
    const write = t.mock.method(process.stdout, "write", (text: string | Uint8Array) => {
      // The test's own report comes as bytes.
      return typeof text === "string" || real.call(process.stdout, text);
    });
    const job = fromFunction(
      async (n: number) => {
        const { setTimeout: wait } = await import("node:timers/promises");
        await wait(5);
        console.log(`part ${n}`);
        return { n, list: [n, null, "text", true] };
      },
      { parts: [0, 1] },
    );
    const { answer } = await run(job, way.queue());
    const printed = write.mock.calls.map(({ arguments: [text] }) => `${text}`).join("");
    write.mock.restore();
    assert.deepEqual(
      answer,
      [0, 1].map((n) => ({ n, list: [n, null, "text", true] })),
    );
    assert.match(printed, /part 0\n/);
    assert.match(printed, /part 1\n/);
  },
);

const CUT = "cannot travel as JSON: use plain data without undefined, NaN, Map, … \\(";
for (const [what, value, says] of [
  ["nothing", "undefined", "it is undefined"],
  ["no number", "NaN", "it is NaN"],
  ["what is too large for a number", "Infinity", "it is Infinity"],
  ["minus zero", "-0", "it is -0"],
  ["a list with a hole", "[1, , 2]", "it is \\[ 1, <1 empty item>, 2 \\]"],
  ["a property that is undefined", "({ a: undefined })", "it is { a: undefined }"],
  ["a Map", "new Map([[1, 2]])", "it is Map\\(1\\) { 1 => 2 }"],
  ["a Date", "new Date(0)", "it is 1970-01-01T00:00:00.000Z"],
  ["bytes", "new Uint8Array(2)", "it is Uint8Array\\(2\\) \\[ 0, 0 \\]"],
  ["a BigInt", "10n", "Do not know how to serialize a BigInt"],
] as const) {
  test(`a value that JSON would spoil is refused: ${what}`, withServer, async () => {
    const module = `data:text/javascript,export const give = () => ${encodeURIComponent(value)};`;
    const job = { label: what, size: 1, module, name: "give", parts: [0], merge: () => 1 };
    await assert.rejects(run(job, way.queue({ hosts: 1 })), ({ message }: Error) => {
      assert.match(message, new RegExp(`\nTypeError: its value ${CUT}${says}`));
      return true;
    });
  });
}

test("an input that JSON would spoil is refused, and names its part", withServer, async () => {
  const job = fromFunction((n: unknown) => typeof n, { parts: [1, new Map(), 2] });
  await assert.rejects(run(job, way.queue({ hosts: 1 })), ({ message }: Error) => {
    assert.match(message, /^Part 1 \(of 0 to 2\)/);
    assert.match(message, new RegExp(`\nTypeError: its input ${CUT}it is Map\\(0\\) {}`));
    return true;
  });
});

test("what is longer than a message is refused", withServer, async () => {
  const job = fromFunction((mib: number) => "x".repeat(mib * 2 ** 20), { parts: [7] });
  assert.equal(
    ((await run(job, way.queue({ hosts: 1 }))).answer as string[])[0]!.length,
    7 * 2 ** 20,
  );
  const more = { ...job, parts: [9] };
  const says = /RangeError: its value takes 9\.0 MiB, a message 8\.0: make the parts smaller/;
  await assert.rejects(run(more, way.queue({ hosts: 1 })), says);
});

/** A function that notes in a file that it was called, and then does something wrong. */
function noted(body: string, parts = 4) {
  const file = join(folder, `${Math.random()}`);
  const text = `
    import { appendFileSync } from "node:fs";
    export async function part(n) {
      appendFileSync(${JSON.stringify(file)}, n + "\\n");
      if (n === 1) { ${body} }
      return n;
    }`;
  const job = {
    ...{ label: "noted", size: parts, name: "part" },
    module: `data:text/javascript,${encodeURIComponent(text)}`,
    parts: Array.from({ length: parts }, (_, n) => n),
    merge: (values: unknown[]) => values,
  };
  appendFileSync(file, "");
  const calls = (part: number) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((it) => it === `${part}`).length;
  return { job, calls };
}

for (const [what, body, says] of [
  ["throws", "throw new RangeError('no such number');", /^no such number$/],
  ["ends its thread", "process.exit(3);", /its thread ended \(process\.exit\(3\)\)/],
  ["is spoilt", "return new Map();", /its value cannot travel as JSON/],
] as const) {
  test(
    `a part that ${what} is an answer, too: it is delivered once, the rest goes on`,
    withServer,
    async () => {
      const { job, calls } = noted(body);
      const { answer, spans, deliveries } = await run(job, way.queue(), { onFailure: "keep" });
      const fates = (answer as PromiseSettledResult<number>[]).map(({ status }) => status);
      assert.deepEqual(fates, ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
      const failed = spans.find(({ fault }) => fault);
      assert.equal(failed?.part, 1);
      assert.match(failed.fault!.message, says);
      assert.equal(failed.attempt, 1);
      assert.equal(calls(1), 1);
      assert.deepEqual(deliveries!.unused, []);
    },
  );
}

test("a part over its limit has failed, and is delivered once", withServer, async () => {
  const { job, calls } = noted("for (;;);");
  const options = { onFailure: "keep", partLimitMs: 200 } as const;
  const { answer, spans } = await run(job, way.queue({ hosts: 1 }), options);
  const [, late, ...rest] = answer as PromiseSettledResult<number>[];
  assert.equal(late!.status, "rejected");
  assert.deepEqual(
    rest.map((it) => it.status),
    ["fulfilled", "fulfilled"],
  );
  assert.equal(
    spans.find(({ part }) => part === 1)?.fault?.message,
    "it had not ended after 200 ms",
  );
  assert.equal(calls(1), 1);
});

test(
  "a part over what hosts allow goes to another host, five times, then it has failed",
  withServer,
  async () => {
    const { job, calls } = noted("for (;;);");
    const its = way.queue({ mostMs: 100, leaseMs: 5000 });
    const { answer, deliveries } = await run(job, its, { onFailure: "keep" });
    const [, given] = answer as PromiseRejectedResult[];
    assert.match(given!.reason.message, /it was handed out 5 times and never answered/);
    assert.equal(calls(1), 5);
    assert.deepEqual(
      deliveries!.unused.map(({ part, attempt, refusedMs }) => [part, attempt, refusedMs]),
      [1, 2, 3, 4, 5].map((attempt) => [1, attempt, null]),
    );
  },
);

test(
  "a part that ends its host takes one after the other along: the run says so",
  withServer,
  async () => {
    const { job } = noted("process.kill(process.pid, 'SIGKILL');");
    await assert.rejects(
      run(job, way.queue({ leaseMs: 100 })),
      /all hosts are gone; the last one: its process ended \(SIGKILL\)/,
    );
  },
);

test("the broker's client is loaded only when a queue is opened", () => {
  const program = `
    await import(${JSON.stringify(import.meta.resolve("#dist/index.js"))});
    const { createRequire } = await import("node:module");
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.filter((file) => file.includes("@nats-io")).length, loaded.length > 0);`;
  const file = join(folder, "loads.mjs");
  appendFileSync(file, program);
  assert.equal(execFileSync(process.execPath, [file], { encoding: "utf8" }), "0 true\n");
});

test("without a nats-server it says what to do", async (t) => {
  const { PATH, NATS_URL } = process.env;
  t.after(() => Object.assign(process.env, { PATH }, NATS_URL && { NATS_URL }));
  delete process.env.NATS_URL;
  process.env.PATH = folder;
  if (noServer === false && (await import("#dist/lab/ways/queue/broker.js")).findServer()) {
    t.skip("it is in this project's own environment");
    return;
  }
  const says = /^Cannot open the way 'queue': the way 'queue' needs a nats-server/;
  await assert.rejects(run(naps(1, 2), way.queue()), { message: says });
});

for (const [options, message] of [
  [{ hosts: 0 }, /'hosts' must be an integer from 1 to 256: current value is 0/],
  [{ hosts: "2" }, /'hosts' must be an integer/],
  [{ width: 1.5 }, /'width' must be an integer/],
  [{ leaseMs: 50 }, /'leaseMs' must be an integer from 100 to 3600000: current value is 50/],
  [{ mostMs: 0 }, /'mostMs' must be an integer from 1 to/],
  [{ url: "127.0.0.1:4222" }, /'url' must be an address such as nats:\/\/name:word@192\.0\.2\.7/],
  [{ url: "http://127.0.0.1" }, /'url' must be an address/],
  [{ faults: { host: 0 } }, /'faults' must be a list/],
  [{ faults: [null] }, /a fault must be an object: current value is null/],
  [
    { faults: [{ host: 0, kind: "burn", afterMs: 1 }] },
    /'kind' must be one of kill, freeze, leave, join/,
  ],
  [
    { faults: [{ host: 2, kind: "kill", afterMs: 1 }] },
    /'host' must be an integer from 0 to 1: current value is 2/,
  ],
  [{ faults: [{ host: 0, kind: "kill" }] }, /'afterMs' must be an integer/],
  [{ faults: [{ host: 0, kind: "freeze", afterMs: 1 }] }, /'forMs' must be an integer/],
  [
    { hosts: 1, faults: [{ host: 0, kind: "join", afterMs: 1 }] },
    /one at least must not join late/,
  ],
  [
    { url: "nats://127.0.0.1:4222", faults: [{ host: 0, kind: "kill", afterMs: 1 }] },
    /'faults' happen to hosts of its own only/,
  ],
] as const) {
  test(`a wrong option is told at the door: ${JSON.stringify(options)}`, () => {
    assert.throws(
      () => way.queue(options as never),
      ({ message: said }: Error) => {
        assert.match(said, /^Cannot make the way 'queue' as /);
        assert.match(said, message);
        return true;
      },
    );
  });
}

test("a cell's function does not go to hosts from elsewhere", async () => {
  const its = way.queue({ url: "nats://127.0.0.1:1" });
  await assert.rejects(run(naps(1, 2), its), {
    name: "TypeError",
    message: /^Cannot open the way 'queue' as hosts from elsewhere run the course's own jobs only/,
  });
});
