import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { withServer } from "#dist/experiments/server/server.js";
import { computing } from "#dist/jobs/primes.js";
import { get, requests } from "#dist/jobs/requests.js";
import { run } from "#dist/lab/measure.js";
import { mostInProgress } from "#dist/lab/run.js";
import { python, way } from "#dist/lab/ways/index.js";
import { noProcesses, noPython } from "../lab/python.js";

const COUNT = 12;
const onceEach = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`/${i}`, 1]));

for (const [its, limit, skip] of [
  [way.single(), 1, false],
  [way.async(1), 1, false],
  [way.async(5), 5, false],
  [way.async(), COUNT, false],
  [way.worker(4), 4, false],
  [way.process(3), 3, false],
  [python.single(), 1, noPython],
  [python.threads(4), 4, noPython],
  [python.processes(2), 2, noProcesses],
] as const) {
  test(`'${its.name}' keeps ${limit} of ${COUNT} requests in flight`, { skip }, async () => {
    await withServer({ latencyMs: 100 }, async (server) => {
      const job = requests({ url: server.url, count: COUNT });
      const { spans, answer } = await run(job, its);
      const { mostInProgress: most, asked, refused } = await server.stats();
      assert.deepEqual({ most, asked, refused }, { most: limit, asked: onceEach, refused: 0 });
      assert.equal(mostInProgress(spans), limit);
      const texts = answer as string[];
      assert.ok(
        texts.every((text, part) => text.startsWith(`/${part} is worth `)),
        texts.join(),
      );
    });
  });
}

for (const [its, skip] of [
  [way.async(4), false],
  [way.worker(4), false],
  [python.threads(4), noPython],
] as const) {
  test(`'${its.name}' says which request was refused`, { skip }, async () => {
    await withServer({ latencyMs: 300, limit: 2 }, async ({ url }) => {
      const refused = /Part \d[\s\S]* answered 503: refused/;
      await assert.rejects(run(requests({ url, count: 4 }), its), refused);
    });
  });
}

test("a server that is not there is an error that names the request", async () => {
  const job = requests({ url: "http://127.0.0.1:9", count: 1 });
  await assert.rejects(run(job, way.async()), /Part 0[\s\S]*ECONNREFUSED/);
});

test("an answer that is cut off is an error, too", async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-length": 1000 }).write("half");
    setTimeout(() => response.socket!.resetAndDestroy(), 20);
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await assert.rejects(get(`http://127.0.0.1:${port}`), /aborted|ECONNRESET/);
});

test("what cannot be asked is told at the door", () => {
  assert.throws(() => requests({ url: "" }), /TypeError: Cannot ask a server as 'url'/);
  assert.throws(() => requests({ url: 80 as never }), TypeError);
  assert.throws(() => requests({ url: "ftp://127.0.0.1" }), TypeError);
  assert.throws(() => requests({ url: "http://127.0.0.1", count: 0 }), RangeError);
});

test("every part of 'computing' is the same work, in Python too", async () => {
  const job = computing({ upTo: 1000, parts: 3 });
  assert.equal(new Set(job.parts).size, 1);
  for (const its of [way.single(), way.worker(2), ...(noPython ? [] : [python.threads(2)])]) {
    assert.deepEqual((await run(job, its)).answer, [168, 168, 168], its.name);
  }
  assert.throws(() => computing({ upTo: 0 }), RangeError);
  assert.throws(() => computing({ upTo: 10, parts: 1.5 }), RangeError);
});
