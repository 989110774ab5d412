import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { seeded } from "#dist/experiments/server/served.js";
import { type Server, type ServerOptions, withServer } from "#dist/experiments/server/server.js";
import { get, requests } from "#dist/jobs/requests.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";
import { judge } from "#dist/lessons/check.js";

const NEVER_MS = 600_000;

/** Resolves when so many requests have reached the server. */
async function arrived(server: Server, count: number): Promise<void> {
  while (Object.keys((await server.stats()).asked).length < count);
}

/** Its port answers no more, and no thread is left. */
async function assertGone(url: string): Promise<void> {
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  await assert.rejects(get(url), /ECONN|socket hang up/);
  // What was stopped rejects at once: its thread may take a moment longer to end.
  const threads = () => process.getActiveResourcesInfo().filter((it) => it === "MessagePort");
  for (let ms = 0; ms < 2000 && threads().length > 0; ms += 10) await setTimeout(10);
  assert.deepEqual(threads(), []);
}

test("it counts what it holds, what each path was asked, and what it refused", async () => {
  await withServer({ latencyMs: 100, limit: 3 }, async (server) => {
    const paths = ["/a", "/b", "/c", "/a", "/d"];
    const asked = await Promise.allSettled(paths.map((path) => get(server.url + path)));
    const refused = asked.filter(({ status }) => status === "rejected");
    assert.match(String((refused[0] as PromiseRejectedResult).reason), /503: refused: 3 requests/);
    const { timeline: _, ...counts } = await server.stats();
    assert.deepEqual(counts, {
      ...{ inProgress: 0, left: 0, inVain: 0 },
      mostInProgress: 3,
      asked: { "/a": 2, "/b": 1, "/c": 1, "/d": 1 },
      refused: 2,
    });
    assert.match(await get(`${server.url}/e?x=1`), /^\/e\?x=1 is worth \d+$/);
  });
});

test("a request that is given up is held no longer", async () => {
  await withServer({ latencyMs: NEVER_MS, limit: 1 }, async (server) => {
    const giveUp = new AbortController();
    const asked = fetch(`${server.url}/0`, { signal: giveUp.signal });
    await arrived(server, 1);
    giveUp.abort();
    await assert.rejects(asked, { name: "AbortError" });
    const second = fetch(`${server.url}/1`, { signal: AbortSignal.timeout(200) });
    await assert.rejects(second, { name: "TimeoutError" });
    assert.equal((await server.stats()).mostInProgress, 1);
    assert.equal((await server.stats()).refused, 0);
  });
});

test("a slow tail is as large as asked, and hits the same paths every time", async () => {
  const slowOnes = (seed: number) =>
    withServer({ latencyMs: 0, slowTail: { share: 0.25, ms: 100, seed } }, async ({ url }) => {
      const slow: number[] = [];
      for (let path = 0; path < 40; path++) {
        const askedMs = performance.now();
        const { headers } = await fetch(`${url}/${path}`);
        if (headers.get("server-timing") !== "wait;dur=100") continue;
        assert.ok(performance.now() - askedMs > 99, "slow is what it says to be");
        slow.push(path);
      }
      return slow;
    });
  const first = await slowOnes(1);
  assert.ok(first.length > 5 && first.length < 15, `${first.length} of 40 slow`);
  assert.deepEqual(await slowOnes(1), first);
  assert.notDeepEqual(await slowOnes(2), first);
});

test("it is gone after its use, and asking it for its counts says so", async () => {
  const server = await withServer({}, async (server) => {
    assert.ok((await get(server.url)).startsWith("/ is worth"));
    return server;
  });
  await assertGone(server.url);
  await assert.rejects(server.stats(), /Cannot ask the server as its use is over/);
});

test("it is gone when its use throws, or meets a limit of time", async () => {
  let url = "";
  const use = (then: () => unknown) => (server: Server) => {
    url = server.url;
    return then();
  };
  const mistake = () => {
    throw new Error("my mistake");
  };
  const forEver = () => new Promise(() => {});
  await assert.rejects(withServer({}, use(mistake)), /my mistake/);
  await assertGone(url);
  const [verdict] = await judge(() => withServer({}, use(forEver)), [], 300);
  assert.match(verdict!.says, /still running after 0.3 s/);
  await assertGone(url);
});

test("an interrupt ends it with the run inside, in any way, twice in a row", async () => {
  for (const its of [way.async(), way.process(2), way.async(), way.worker(2)]) {
    let url = "";
    let running: Promise<unknown> = Promise.resolve();
    const interrupted = withServer({ latencyMs: NEVER_MS }, async (server) => {
      url = server.url;
      running = run(requests({ url, count: 2 }), its);
      await arrived(server, 2);
      process.kill(process.pid, "SIGINT");
      await running;
    });
    await assert.rejects(interrupted, /^Error: Interrupted/, its.name);
    await assert.rejects(running, /^Error: Interrupted/, its.name);
    await assertGone(url);
  }
  assert.equal(process.listenerCount("SIGINT"), 0);
});

test("nobody but this machine can reach it", async () => {
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((it) => it?.family === "IPv4" && !it.internal);
  await withServer({}, async ({ url }) => {
    for (const it of outside) {
      await assert.rejects(get(url.replace("127.0.0.1", it!.address)), /ECONNREFUSED/);
    }
  });
});

for (const [options, error] of [
  [{ latencyMs: -1 }, /RangeError: Cannot start the server as 'latencyMs' must be an integer/],
  [{ places: 0 }, /RangeError: .*'places' must be an integer >= 1/],
  [{ outage: { fromMs: 5, toMs: 1 } }, /RangeError: .*'outage.toMs' must be an integer >= 5/],
  [{ heeds: 1 }, /TypeError: .*'heeds' must be true or false/],
  [{ latencyMs: "50" }, /TypeError: Cannot start the server as 'latencyMs'/],
  [{ latencyMs: Number.NaN }, /RangeError/],
  [{ limit: 0 }, /RangeError: .*'limit' must be an integer >= 1: current value is 0/],
  [
    { slowTail: { share: 2, ms: 1, seed: 1 } },
    /RangeError: .*'slowTail.share' must be from 0 to 1/,
  ],
  [{ slowTail: { share: 0.1, ms: 1 } }, /TypeError: .*'slowTail.seed'/],
] as [object, RegExp][]) {
  test(`wrong options are told at the door: ${JSON.stringify(options)}`, async () => {
    const started = withServer(options as ServerOptions, () => assert.fail("it was started"));
    await assert.rejects(started, (thrown) => error.test(String(thrown)));
  });
}

test("a use that is no function is told at the door", async () => {
  await assert.rejects(withServer({}, undefined as never), /must be a function that uses it/);
});

/** What became of every path, with a client that leaves after `ms`. */
async function impatient(url: string, ms: number): Promise<string> {
  return (await fetch(url, { signal: AbortSignal.timeout(ms) })).text();
}

test("it works on as many as it has places, and serves the line in order", async () => {
  await withServer({ latencyMs: 100, places: 2, limit: 4 }, async (server) => {
    const order: string[] = [];
    const ask = async (path: string) => {
      await get(server.url + path);
      order.push(path);
    };
    const first = ["/a", "/b", "/c", "/d"].map(ask);
    await arrived(server, 4);
    await assert.rejects(get(`${server.url}/e`), /503/);
    await Promise.all(first);
    assert.deepEqual([order.slice(0, 2).sort(), order.slice(2).sort()], [["/a", "/b"], ["/c", "/d"]]); // biome-ignore format: two rounds
    const { timeline, refused } = await server.stats();
    const sum = (of: "asked" | "answered") => timeline.reduce((all, tick) => all + tick[of], 0);
    assert.deepEqual([sum("asked"), sum("answered"), refused], [5, 4, 1]);
    assert.ok(timeline.every(({ atMs }, i) => atMs === 20 * i));
  });
});

test("it counts clients that left, and answers that it made for nobody unless it heeds", async () => {
  for (const heeds of [true, false]) {
    await withServer({ latencyMs: 150, heeds, places: 1 }, async ({ url, stats }) => {
      const asked = ["/0", "/1"].map((path) => impatient(url + path, 60));
      assert.ok((await Promise.allSettled(asked)).every(({ status }) => status === "rejected"));
      await setTimeout(400);
      const { left, inVain, inProgress } = await stats();
      assert.deepEqual(
        { left, inVain, inProgress },
        { left: 2, inVain: heeds ? 0 : 2, inProgress: 0 },
      );
    });
  }
});

test("in an outage it refuses, or begins nothing until it is over", async () => {
  await withServer(
    { latencyMs: 10, outage: { fromMs: 0, toMs: 300, refuses: true } },
    async (it) => {
      await assert.rejects(get(`${it.url}/0`), /503: refused: out of order/);
      await setTimeout(320);
      assert.match(await get(`${it.url}/1`), /worth/);
    },
  );
  await withServer({ latencyMs: 10, outage: { fromMs: 0, toMs: 300 } }, async ({ url }) => {
    const startMs = performance.now();
    await get(`${url}/0`);
    assert.ok(performance.now() - startMs > 290);
  });
});

test("one seed gives the same numbers from 0 to 1 every time, another one others", () => {
  const [one, same, other] = [5, 5, 6].map((seed) => Array.from({ length: 9 }, seeded(seed)));
  assert.deepEqual(one, same);
  assert.notDeepEqual(one, other);
  assert.ok(one!.every((it) => it >= 0 && it < 1));
});
