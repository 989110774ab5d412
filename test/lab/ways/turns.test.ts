import assert from "node:assert/strict";
import test from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { compare, run } from "#dist/lab/measure.js";
import type { Run } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";

const watched = way.async(Number.POSITIVE_INFINITY, { turns: true });
const parts = [0, 1, 2, 3];

/** All turns of a run in the order in which they began, and the parts that had them. */
function turnsOf({ spans }: Run) {
  const turns = spans.flatMap(({ part, ranMs = [] }) =>
    ranMs.map(([from, to]) => ({ part, from, to })),
  );
  return turns.sort((a, b) => a.from - b.from);
}

/** Who ran, one after another; a part that goes on at once is named once. */
function order(run: Run): string {
  const all = turnsOf(run).map(({ part }) => part);
  return all.filter((part, i) => part !== all[i - 1]).join("");
}

/** Computes three times, with a pause after the first and the second. */
const pausing = fromFunction(
  async function pausing(part: number) {
    for (let turn = 0; ; turn++) {
      for (let n = 0; n < 1e6; n++) Math.sqrt(n);
      if (turn === 2) return part;
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  { parts },
);

test("parts that pause take turns: none runs while another does, and each lies in its span", async () => {
  const row = await run(pausing, watched);
  assert.equal(order(row), "012301230123");
  const turns = turnsOf(row);
  assert.ok(turns.every(({ from, to }) => from <= to));
  assert.ok(turns.slice(1).every(({ from }, i) => from >= turns[i]!.to));
  for (const { startMs, endMs, ranMs } of row.spans) {
    assert.ok(ranMs!.every(([from, to]) => from >= startMs && to <= endMs));
  }
});

test("a part that never pauses has one turn (and, if it is async, an instant to say that it is done)", async () => {
  const plain = fromFunction((part: number) => part, { parts });
  const asynchronous = fromFunction(async (part: number) => part, { parts });
  for (const job of [plain, asynchronous])
    assert.match(order(await run(job, watched)), /^0123(0123)?$/);
});

test("an await of a fulfilled promise is the end of a turn as well", async () => {
  const twice = fromFunction(
    async (part: number) => {
      await null;
      for (let n = 0; n < 1e6; n++) Math.sqrt(n);
      await null;
      for (let n = 0; n < 1e6; n++) Math.sqrt(n);
      return part;
    },
    { parts },
  );
  assert.match(order(await run(twice, watched)), /^(0123){3,4}$/);
});

test("a part that waits does not run meanwhile", async () => {
  const sleeping = fromFunction(
    async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return ms;
    },
    { parts: [60, 60] },
  );
  for (const { ranMs, startMs, endMs } of (await run(sleeping, watched)).spans) {
    const ran = ranMs!.reduce((sum, [from, to]) => sum + to - from, 0);
    assert.ok(ran < (endMs - startMs) / 2);
  }
});

test("each run tells its own turns; a part that throws, as without them", async () => {
  for (const row of await compare(pausing, [watched], { rounds: 1 })) {
    assert.equal(order(row), "012301230123");
  }
  const failing = fromFunction(
    async () => {
      await null;
      throw new RangeError("no more");
    },
    { parts },
  );
  await assert.rejects(run(failing, watched), /RangeError: no more/);
});

test("of more turns than a drawing can show, none are told", async () => {
  const restless = fromFunction(
    async (part: number) => {
      for (let n = 0; n < 20_000; n++) await new Promise((resolve) => setImmediate(resolve));
      return part;
    },
    { parts: [0, 1] },
  );
  const { spans, answer } = await run(restless, watched);
  assert.deepEqual(answer, [0, 1]);
  assert.ok(spans.every(({ ranMs }) => ranMs === undefined));
});

test("nobody else's run knows turns", async () => {
  const { spans } = await run(pausing, way.async());
  assert.ok(spans.every((span) => !("ranMs" in span)));
});
