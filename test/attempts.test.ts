import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import * as door from "#dist/index.js";
import { findServer } from "#dist/lab/ways/queue/broker.js";
import { type Claim, judge } from "#dist/lessons/check.js";
import { editionOf } from "#dist/tools/notebooks/edition.js";
import { soaking } from "./thorough.js";
import { root } from "./tools/context.js";
import { codeOf, javaScriptOf } from "./tools/notebooks/cells.js";

/** What the first cells of 11 offer. */
const hosts = {
  createServer,
  inQueue: (its: door.Job, options: object) => door.run(its, door.way.queue(options)),
};

/** Wrong attempts at exercises whose checks stand in cells: each check says what is wrong. */

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/**
 * Runs cells of a notebook one after another, as one function of the names that they need, with an
 * attempt in the exercise's place. Gives what the check says, a line per claim.
 */
async function verdicts(notebook: string, ids: readonly string[], attempt: string, needs: object) {
  const cells = codeOf(editionOf(root, notebook, "complete").cells);
  const code = ids.map((id) => cells.find((cell) => cell.id === id)?.code ?? assert.fail(id));
  let said: string[] = [];
  const check = async (fn: () => unknown, ...claims: Claim<unknown>[]) => {
    const all = await judge(fn, claims);
    said = all.map(({ ok, says }) => `${ok ? "✓" : "✗"} ${says}`);
  };
  const names = { ...door, console: { log: () => {} }, ...needs, check };
  const body = javaScriptOf([attempt, ...code].join("\n"));
  await new AsyncFunction(...Object.keys(names), body)(...Object.values(names));
  return said;
}

describe("06, exercise 3: tickets", { timeout: 120_000 }, () => {
  const upTo = 20_000;
  const check = async (body: string) => {
    const primes = await door.run(door.job.primes({ upTo, parts: 1 }), door.way.single());
    const needs = { upTo, width: 2, cutRuns: [primes], msOf: () => Number.POSITIVE_INFINITY };
    const attempt = `function takeTickets(tickets, chunks, work) { ${body} }`;
    const ids = ["second-thread", "by-tickets", "check-tickets"];
    return verdicts("06-pools-and-chunks", ids, attempt, needs);
  };
  const loop = (take: string, end = "n >= chunks") =>
    `for (;;) { const n = ${take}; if (${end}) return; work(n); }`;
  const step = /^✗ Chunk 0 was worked on 2 times\. Do you take a ticket in one step\?/;
  const first =
    /^✗ Nobody worked on chunk \d+\. Is there a loop, and is its number what Atomics\.add/;
  const wrong: readonly [name: string, body: string, says: RegExp][] = [
    ["a plain ++", loop("tickets[0]++"), step],
    [
      "a load and a store",
      loop("Atomics.load(tickets, 0); Atomics.store(tickets, 0, n + 1)"),
      step,
    ],
    ["a counter of its own", "for (let n = 0; n < chunks; n++) work(n);", step],
    ["what is there afterwards", loop("Atomics.add(tickets, 0, 1) + 1"), first],
    ["one ticket only", "work(Atomics.add(tickets, 0, 1));", first],
    ["one ticket too many", loop("Atomics.add(tickets, 0, 1)", "n > chunks"), /^✗ Chunk 20 was/],
    ["no end", "for (;;) work(Atomics.add(tickets, 0, 1));", /^✗ .*it never ends/],
    ["work left out", loop("Atomics.add(tickets, 0, 1)", "n % 2 || n >= chunks"), first],
  ];

  for (const [name, body, says] of wrong) {
    it(`says what is wrong with ${name}`, async () => {
      const [line = ""] = await check(body);
      assert.match(line, says);
    });
  }

  it("takes any right way, such as a compareExchange that tries again", async () => {
    const exchange = "Atomics.compareExchange(tickets, 0, n, n + 1) === n";
    const body = `for (;;) {
      const n = Atomics.load(tickets, 0);
      if (n >= chunks) return;
      if (${exchange}) work(n);
    }`;
    for (const right of [body, loop("Atomics.add(tickets, 0, 1)")]) {
      for (const line of await check(right)) assert.match(line, /^✓/);
    }
  });
});

describe("08, exercise 3: is a lock serial?", () => {
  const check = (returned: string) =>
    verdicts("08-limits-of-speed", ["lock", "check-lock"], `function lockMs(n) { ${returned} }`, {
      limits: [1, 2, 4, 8, 16, 32],
    });
  const fails = async (returned: string) =>
    (await check(returned)).map((line) => line.startsWith("✗")).join();

  it("tells Amdahl's law, the ideal and the lock alone from the right one", async () => {
    assert.equal(await fails("return 160 + 1440 / n;"), "true,false");
    assert.equal(await fails("return 1600 / n;"), "false,true");
    assert.equal(await fails("return 160;"), "true,false");
    assert.equal(await fails("return undefined;"), "true,true");
    assert.equal(await fails("return Math.max(1600 / n, 205);"), "false,false");
  });

  it("says what the clock said", async () => {
    const [few] = await check("return 160 + 1440 / n;");
    assert.match(few!, /1600 for 1600, 880 for 805, 520 for 415, 340 for 235\. What can others do/);
    const [, more] = await check("return 1600 / n;");
    assert.match(more!, /100 for 205, 50 for 205\. How long do 32 parts need the lock\?/);
  });
});

const noServer = findServer() === undefined && "skipped: there is no nats-server here";

describe("11, exercise 1: pay once", { skip: noServer, timeout: 120_000 }, () => {
  const check = (body: string) => {
    const attempt = `async function pay({ bank, invoice }) { ${body} }`;
    return verdicts("11-beyond-one-machine", ["bank", "all-invoices", "check-pay"], attempt, hosts);
  };
  const post = (more = "") =>
    `return (await fetch(\`\${bank}/\${invoice}\`, { method: "POST"${more} })).text();`;
  const keyed = (key: string) => post(`, headers: { "idempotency-key": ${key} }`);

  it("counts the payments of whoever just pays", async () => {
    const [all, once, atOnce] = await check(post());
    assert.match(all!, /^✓/);
    assert.match(once!, /^✗ (19|2\d) payments for 18 invoices\. What is the same/);
    assert.match(atOnce!, /^✗ Two at the same moment: 2 payments\. Who came in between\?/);
  });

  it("tells a key of the moment, a key for all, and asking first from the right one", async () => {
    const [, moment] = await check(
      keyed('String(Math.random()) + (await import("node:process")).pid'),
    );
    assert.match(moment!, /^✗ (19|2\d) payments for 18 invoices/);
    const [all] = await check(keyed('"mine"'));
    assert.match(all!, /^✗ The bank paid 0 of 18 invoices\. Has each a key of its own\?/);
    const first = `if (await (await fetch(\`\${bank}/\${invoice}\`)).text() === "paid") return "paid"; ${post()}`;
    const [paid, , atOnce] = await check(first);
    assert.match(paid!, /^✓/);
    assert.match(atOnce!, /^✗ Two at the same moment: 2 payments/);
    for (const line of await check(keyed("String(invoice)"))) assert.match(line, /^✓/);
  });
});

describe("11, exercise 2: choose a lease", { skip: noServer, timeout: 120_000 }, () => {
  const check = (body: string) => {
    const attempt = `function leaseFor(pauseMs, againMs) { ${body} }`;
    return verdicts("11-beyond-one-machine", ["naps", "check-lease"], attempt, hosts);
  };

  it("tells too short, as long as the part, and a number for all from the right one", async () => {
    const [short] = await check("return Math.min(300, againMs);");
    assert.match(short!, /^✗ The paused host's part was delivered again/);
    const [, late] = await check("return 2100;");
    assert.match(late!, /^✗ It started again after \d+ ms, wanted 1,500 at most/);
    const [, , fixed] = await check("return 1000;");
    assert.match(fixed!, /^✗ For 200 and 900 you say 1000/);
  });
});

describe("11, exercise 3: a part that never ends", { skip: noServer, timeout: 120_000 }, () => {
  const check = (body: string) => {
    const attempt = `function mostFor(spans) { ${body} }`;
    return verdicts("11-beyond-one-machine", ["stuck", "check-most"], attempt, {
      ...{ ...hosts, mkdtempSync, rmSync, tmpdir, join },
    });
  };

  it("tells too little, the longest itself, and a number for all from the right one", async () => {
    const [few] = await check("return 50;");
    assert.match(few!, /^✗ The run failed: [\s\S]* How long may a part take/);
    const room =
      /^✗ Where the longest part takes 200 ms, you allow (\S+) times .* 30 ms, (\S+) times/;
    const longest = "Math.max(...spans.map(({ startMs, endMs }) => endMs - startMs))";
    const [, , itself] = await check(`return Math.ceil(${longest});`);
    assert.deepEqual(room.exec(itself!)?.slice(1), ["1.0", "1.0"]);
    const [, , fixed] = await check("return 500;");
    assert.deepEqual(room.exec(fixed!)?.slice(1), ["2.5", "16.7"]);
  });

  it("says that an hour is too long", { skip: !soaking && "soak: it takes 8 s" }, async () => {
    const [hour, ended] = await check("return 3_600_000;");
    assert.match(hour!, /^✗ The run failed: [\s\S]*timeout[\s\S]* How long may a part take/);
    assert.match(ended!, /^✗ These parts were ended: unknown/);
  });
});
