import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countRefused, type Served, served } from "#dist/experiments/server/served.js";
import { withServer } from "#dist/experiments/server/server.js";
import { get, requests } from "#dist/jobs/requests.js";
import { run } from "#dist/lab/measure.js";
import type { Schedule } from "#dist/lab/schedule.js";
import { way } from "#dist/lab/ways/index.js";
import {
  answersInOrder,
  askedOnce,
  emptyShare,
  limitKept,
  noGap,
} from "#dist/lessons/03-waiting-well.js";
import { type Claim, judge } from "#dist/lessons/check.js";
import { madeUp, span } from "../figures/rows.js";

const COUNT = 6;

/** What a check of all requests at once says of an attempt. */
async function saidOf(attempt: (urls: string[]) => unknown, claims?: Claim<Served>[]) {
  const all = claims ?? [askedOnce(COUNT), limitKept(COUNT), answersInOrder(COUNT)];
  const verdicts = await judge(
    () => served({ latencyMs: 60 }, ({ url }) => attempt(urlsOf(url))),
    all,
  );
  return verdicts.map(({ ok, says }) => `${ok} ${says}`).join("\n");
}

function urlsOf(url: string): string[] {
  return requests({ url, count: COUNT }).parts.map(String);
}

describe("requests that shall be in flight together", () => {
  test("pass where they are", async () => {
    const said = await saidOf((urls) => Promise.all(urls.map(get)));
    assert.match(said, /^true .*\ntrue .*\ntrue .*$/);
  });

  test("fail one after another, by an await in the loop", async () => {
    const said = await saidOf(async (urls) => {
      const texts = [];
      for (const url of urls) texts.push(await get(url));
      return texts;
    });
    assert.match(
      said,
      /false The server held at most 1 request at once, wanted 6.*await between two starts/,
    );
  });

  test("fail where nobody waits for them, and what comes later does not count", async () => {
    const said = await saidOf(async (urls) => {
      const texts: string[] = [];
      urls.forEach(async (url) => texts.push(await get(url)));
      return texts;
    });
    assert.match(said, /^true .*\ntrue .*\nfalse Your function was done after 0 of 6 answers/);
  });

  test("fail where the order of the answers is that of their arrival", async () => {
    const said = await saidOf((urls) => Promise.all(urls.toReversed().map(get)));
    assert.match(said, /false Answer 0 is '\/5 is worth \d+': wrong position/);
  });

  test("fail as promises that nobody awaited", async () => {
    const said = await saidOf((urls) => urls.map(get));
    assert.match(said, /false Answer 0 is '\[object Promise\]': .* still a promise/);
  });

  test("fail as constants: the server was never asked", async () => {
    const said = await saidOf(() => ["/0 is worth 1"]);
    assert.match(said, /false The server was asked for \/0 0 times, wanted once/);
  });

  test("fail where a request is made twice", async () => {
    const said = await saidOf(async (urls) => {
      await get(urls[2]!);
      return Promise.all(urls.map(get));
    });
    assert.match(said, /false The server was asked for \/2 2 times/);
  });
});

const exam = { latencyMs: 20, slowTail: { share: 0.1, ms: 200, seed: 3 } };
const limiter = async (schedule: Schedule) => {
  const verdicts = await judge(
    () => served(exam, ({ url }) => run(requests({ url, count: 40 }), way.async(5), { schedule })),
    [askedOnce(40), limitKept(5), answersInOrder(40), noGap(5)],
  );
  return verdicts.map(({ ok, says }) => `${ok} ${says}`).join("\n");
};

describe("a limit that the reader writes", () => {
  test("is told from no limit", async () => {
    const said = await limiter((starts) => Promise.all(starts.map((start) => start())));
    assert.match(said, /false The server held [1-9]\d requests at once, wanted at most 5/);
  });

  test("is told from batches, which leave places empty", async () => {
    const said = await limiter(async (starts, limit) => {
      const values: unknown[] = [];
      for (let i = 0; i < starts.length; i += limit) {
        const batch = starts.slice(i, i + limit).map((start) => start());
        values.push(...(await Promise.all(batch)));
      }
      return values;
    });
    assert.match(said, /^true .*\ntrue .*\ntrue .*\nfalse Slots were empty \d+ % of the time/);
  });

  test("is told from answers in the order of their arrival", async () => {
    const said = await limiter(async (starts, limit) => {
      const values: unknown[] = [];
      const rest = starts.values();
      const lane = async () => {
        for (const start of rest) values.push(await start());
      };
      await Promise.all(Array.from({ length: limit }, lane));
      return values;
    });
    assert.match(said, /false Answer \d+ is '.*': wrong position/);
  });
});

test("the empty share is that of the places, while there is something to start", () => {
  const spans = [
    span({ startMs: 0, endMs: 100 }),
    span({ startMs: 0, endMs: 50 }),
    span({ startMs: 100, endMs: 300 }),
  ];
  assert.equal(emptyShare(madeUp({ spans }), 2), 0.25);
  assert.equal(emptyShare(madeUp({ spans: [span(), span()] }), 2), 0, "all started at once");
});

test("trying out counts the refused requests, and takes no absurd number", async () => {
  await withServer({ latencyMs: 50, limit: 3 }, async ({ url }) => {
    assert.equal((await countRefused(url, 6, 3)).refused, 0);
    assert.ok((await countRefused(url, 6, 6)).refused > 0);
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await assert.rejects(countRefused(url, 6, limit), RangeError);
    }
    await assert.rejects(countRefused(url, 6, "3" as never), TypeError);
  });
});
