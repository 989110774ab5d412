import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { fatesOf } from "#dist/experiments/moving/fates.js";
import { growth, METHODS, type Method, type Move } from "#dist/experiments/moving/move.js";
import { bytesSent, moveBytes, roundTrip, sizes } from "#dist/experiments/moving/moving.js";
import { openPartners } from "#dist/experiments/moving/partners.js";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { INTERRUPTED } from "#dist/lab/stop.js";
import { way } from "#dist/lab/ways/index.js";
import { score } from "#dist/lessons/scores.js";
import { nothingLeft, running } from "../lab/nothing-left.js";

const MIB = 2 ** 20;

// The reaper, which starts with the first process and stays, is no leftover.
before(() => run(primes({ upTo: 10 }), way.process(1)));

describe("moveBytes", () => {
  it("gives a row per method, bytes and round, JSON up to 1 MiB, and leaves nothing", async () => {
    const before = running();
    const steps: number[][] = [];
    const onProgress = (...step: number[]) => steps.push(step);
    const moves = await moveBytes({ bytes: [1, 1000, 2 * MIB], rounds: 2, onProgress });
    const rows = moves.map(({ method, bytes, round }) => `${method} ${bytes} ${round}`).sort();
    const expected = METHODS.flatMap((method) =>
      [1, 1000, ...(method === "json" ? [] : [2 * MIB])].flatMap((bytes) =>
        [0, 1].map((round) => `${method} ${bytes} ${round}`),
      ),
    );
    assert.deepEqual(rows, expected.sort());
    assert.ok(moves.every(({ ms }) => ms > 0));
    assert.deepEqual([steps.length, steps.at(-1)], [42, [42, 42]], "with the round before");
    await nothingLeft(before);
  });

  it("waits for no other measurement and lets none in: one at a time", async () => {
    const job = primes({ upTo: 3e6, parts: 4 });
    const moving = moveBytes({ bytes: [1000], rounds: 2 });
    await assert.rejects(run(job, way.worker(1)), {
      message: /^Cannot run 'primes' while 'moveBytes' is running, as they would share the cores: /,
    });
    await moving;
    const running = run(job, way.worker(1));
    await assert.rejects(moveBytes(), { message: /^Cannot run 'moveBytes' while 'primes' is / });
    await running;
  });

  it("moves less where there is little memory", () => {
    assert.deepEqual(sizes(16 * 1024 * MIB).at(-1), 64 * MIB);
    assert.deepEqual(sizes(1024 * MIB).at(-1), 16 * MIB);
  });

  it("lets the methods take turns", async () => {
    const moves = await moveBytes({ bytes: [10], rounds: 2 });
    const order = moves.map(({ method }) => method);
    const [first, second, ...others] = METHODS;
    assert.deepEqual(order, [second, ...others, first, ...others, first, second]);
  });

  it("refuses what it cannot move, before it starts anything", async () => {
    const before = running();
    const message = "Cannot move bytes as 'bytes' must be an integer from 1 to 67108864";
    const tooMany = { name: "RangeError", message: `${message}: current value is 67108865` };
    await assert.rejects(moveBytes({ bytes: [64 * MIB + 1] }), tooMany);
    await assert.rejects(moveBytes({ rounds: 0 }), /'rounds' must be an integer/);
    await assert.rejects(moveBytes({ bytes: [] }), /'bytes' must be an array of one number/);
    await nothingLeft(before);
  });

  for (const [how, stop, says] of [
    ["its signal", (all: AbortController) => all.abort(new Error("enough")), "enough"],
    ["an interrupt", () => process.emit("SIGINT"), INTERRUPTED],
  ] as const) {
    it(`is ended by ${how} at any time, with all that it has started`, async () => {
      const before = running();
      for (const waitMs of [0, 1, 40, 300]) {
        const all = new AbortController();
        const moves = moveBytes({ rounds: 100, signal: all.signal });
        await Promise.all([
          assert.rejects(moves, { message: says }),
          after(waitMs).then(() => stop(all)),
        ]);
        await nothingLeft(before);
      }
    });
  }
});

describe("roundTrip", () => {
  it("copies by a clone, takes away by a transfer, does neither with shared memory", async () => {
    const sent = { clone: new Uint8Array(3), transfer: new Uint8Array(3), shared: shared(3) };
    const back = async (method: "clone" | "transfer" | "shared") => {
      const got = (await roundTrip(sent[method], method)) as Uint8Array;
      got[0] = 7;
      return [got.length, sent[method].length, sent[method][0]];
    };
    assert.deepEqual(await back("clone"), [3, 3, 0]);
    assert.deepEqual(await back("transfer"), [3, 0, undefined]);
    assert.deepEqual(await back("shared"), [3, 3, 7]);
    const buffer = new ArrayBuffer(5);
    assert.equal(((await roundTrip(buffer, "transfer")) as ArrayBuffer).byteLength, 5);
    assert.equal(buffer.byteLength, 0);
  });

  it("rejects what cannot be sent, and leaves nothing", async () => {
    const before = running();
    for (const method of ["clone", "process"] as const) {
      const sent = roundTrip(() => 1, method);
      await assert.rejects(sent, { message: "() => 1 could not be cloned." }, method);
    }
    await assert.rejects(roundTrip(1, "post" as Method), /'method' must be one of clone, /);
    for (const value of ["text", null, shared(3)]) {
      await assert.rejects(roundTrip(value, "transfer"), {
        name: "TypeError",
        message: /^Cannot send the value as only a buffer, or an array over one/,
      });
    }
    await nothingLeft(before);
  });
});

it("waits for the end of a process, however much was sent to it", async () => {
  const held = () => process.getActiveResourcesInfo().filter((it) => it === "PipeWrap").length;
  const partners = openPartners(["process"]);
  await partners.ready;
  const before = held();
  await partners.partner("process").exchange({ value: new Uint8Array(8 * MIB) });
  assert.equal(held(), before, "its channel keeps the event loop alive");
  await partners.close();
});

it("counts the bytes that a clone takes: all of a view's buffer, none of shared memory", () => {
  const ordinary = new Uint8Array(1000);
  const job = (parts: unknown[]) => bytesSent({ parts });
  assert.ok(Math.abs(job([ordinary.subarray(0, 1), ordinary.subarray(1)]) - 2000) < 50);
  assert.ok(job([shared(1000), shared(1000).subarray(0, 1)]) < 50);
  assert.throws(() => job([() => 1]), /could not be cloned/);
});

describe("fatesOf", () => {
  class Money {
    cents = 250;
  }
  const loop: { self: unknown } = { self: null };
  loop.self = loop;
  const values = {
    map: new Map([[1, 2]]),
    money: new Money(),
    call: { fn: () => 1 },
    nan: NaN,
    loop,
  };
  const fates = async (method: Method) => (await fatesOf(values, method)).map(({ fate }) => fate);

  it("notes what arrives, what throws and what is changed in silence", async () => {
    const cloned = ["arrives", "changed", "throws", "arrives", "arrives"];
    assert.deepEqual(await fates("clone"), cloned);
    assert.deepEqual(await fates("process"), cloned);
    assert.deepEqual(await fates("json"), ["changed", "changed", "changed", "changed", "throws"]);
  });

  it("is scored, value by value", async () => {
    const all = await fatesOf({ map: values.map, money: values.money });
    const said = score({ map: " Arrives", money: "arrives", other: "throws" }, all);
    assert.match(said, /^map: you said Arrives, correct\.\nmoney: .* it was: changed\.$/);
    assert.match(score({ map: "", money: "" }, all), /^No prediction yet/);
  });
});

describe("growth", () => {
  const move = (method: Method, bytes: number, ms: number): Move => ({
    method,
    bytes,
    ms,
    round: 0,
  });
  const moves = [1, 2, 90].flatMap((ms) => [
    move("clone", 1, 7),
    move("clone", 1024, ms),
    move("clone", 1024 * 1024, 1000 * ms),
    move("json", 8, ms),
    move("json", 16, 3 * ms),
  ]);

  it("compares the medians of the most bytes and of 1,024 times fewer", () => {
    const { fromBytes, toBytes, fromMs, factor } = growth(moves, "clone")!;
    assert.deepEqual([fromBytes, toBytes], [1024, 1024 * 1024]);
    assert.deepEqual([fromMs, factor], [2, 1000]);
    assert.equal(growth(moves, "json")?.factor, 3, "or the fewest");
    assert.equal(growth(moves, "shared"), undefined);
  });

  it("is scored within a factor of five", () => {
    const says = score({ clone: 300, json: 30, shared: 1 }, moves).split("\n");
    assert.equal(says[0], "clone: you said 300 times as long, it was 1,000: right.");
    assert.equal(says[1], "json: you said 30 times as long, it was 3.0: 10 times too high.");
    assert.equal(says[2], "shared: no such method was measured.");
    assert.match(score({ clone: 0 }, moves), /a prediction is a number above 0/);
    assert.match(score({ clone: undefined }, moves), /^No prediction yet/);
  });
});

function shared(bytes: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}
