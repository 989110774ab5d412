// biome-ignore-all lint/suspicious/noShadowRestrictedNames: threads are given their own Atomics
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Every, everySchedule } from "#dist/experiments/schedules/every.js";
import type { Start, Step, Steps, Thread } from "#dist/experiments/schedules/step.js";
import type { Claim } from "#dist/lessons/check.js";
import * as claim from "#dist/lessons/claims.js";

// biome-ignore lint/suspicious/noConfusingVoidType: most threads return nothing
type Body = Generator<Step, number | string | boolean | void, number>;

/** A claim's verdict in short: "✓", "–", or "4 of 6" schedules that fail. */
function short(verdict: Claim<Every>, every: Every): string {
  const { ok, says, figure } = verdict(every);
  if (ok !== false) return ok ? "✓" : "–";
  assert.ok(figure);
  return /in ([\d,]+ of [\d,]+) (seen )?schedules/.exec(says)?.[1] ?? says.split("\n")[0]!;
}

const twoOfNone = claim.always("two make 2 of 0", ({ memory }) => memory.x === 2);

async function counter(thread: Thread, more: Start = {}) {
  const every = await everySchedule([thread, thread], { x: 0, ...more });
  return [twoOfNone, claim.neverStuck(), claim.noRace()].map((it) => short(it, every));
}

describe("exercise 1, the counter", () => {
  const attempts: [
    what: string,
    thread: (steps: Steps) => Body,
    verdicts: string[],
    more?: Start,
  ][] = [
    [
      "untouched",
      function* ({ load, store }) {
        const old = yield load("x");
        yield store("x", old + 1);
      },
      ["4 of 6", "✓", "6 of 6"],
    ],
    [
      "Atomics.load and Atomics.store",
      function* ({ Atomics }) {
        const old = yield Atomics.load("x");
        yield Atomics.store("x", old + 1);
      },
      ["4 of 6", "✓", "✓"],
    ],
    [
      "compareExchange once",
      function* ({ Atomics }) {
        const old = yield Atomics.load("x");
        yield Atomics.compareExchange("x", old, old + 1);
      },
      ["4 of 6", "✓", "✓"],
    ],
    [
      "a lock around the store only",
      function* ({ load, store, lock, unlock }) {
        const old = yield load("x");
        yield lock("m");
        yield store("x", old + 1);
        yield unlock("m");
      },
      ["6 of 10", "✓", "6 of 10"],
    ],
    [
      "a busy flag of plain loads and stores",
      function* ({ load, store }) {
        while ((yield load("busy")) === 1);
        yield store("busy", 1);
        const old = yield load("x");
        yield store("x", old + 1);
        yield store("busy", 0);
      },
      ["72 of 151", "✓", "151 of 151"],
      { busy: 0 },
    ],
    [
      "no unlock",
      function* ({ load, store, lock }) {
        yield lock("m");
        const old = yield load("x");
        yield store("x", old + 1);
      },
      ["two make 2 of 0: no schedule has an end.", "2 of 2", "✓"],
    ],
    [
      "the answer, stored",
      function* ({ Atomics }) {
        yield Atomics.store("x", 2);
      },
      ["✓", "✓", "✓"],
    ],
    [
      "Atomics.add",
      function* ({ Atomics }) {
        yield Atomics.add("x", 1);
      },
      ["✓", "✓", "✓"],
    ],
    [
      "a loop with compareExchange",
      function* ({ Atomics }) {
        for (;;) {
          const old = yield Atomics.load("x");
          if ((yield Atomics.compareExchange("x", old, old + 1)) === old) return;
        }
      },
      ["✓", "✓", "✓"],
    ],
    [
      "a lock",
      function* ({ load, store, lock, unlock }) {
        yield lock("m");
        const old = yield load("x");
        yield store("x", old + 1);
        yield unlock("m");
      },
      ["✓", "✓", "✓"],
    ],
  ];
  for (const [what, thread, verdicts, more] of attempts) {
    it(what, async () => {
      const judged = await counter(thread as Thread, more);
      assert.deepEqual(judged, verdicts);
    });
  }

  it("three threads from 10 tell a stored answer from an added one", async () => {
    function* stored({ Atomics }: Steps): Body {
      yield Atomics.store("x", 2);
    }
    const three = claim.always("three make 13 of 10", ({ memory }) => memory.x === 13);
    const every = await everySchedule([stored, stored, stored], { x: 10 });
    assert.equal(short(three, every), "6 of 6");
  });
});

/** Two transfers: between two accounts in both directions; of 80 and 80 from 100; of strangers. */
async function bank(transfer: (from: string, to: string, amount: number) => Thread) {
  const accounts = { ann: 100, bob: 100, cas: 100, dan: 100 };
  const across = await everySchedule(
    [transfer("ann", "bob", 30), transfer("bob", "ann", 20)],
    accounts,
  );
  const poor = await everySchedule(
    [transfer("ann", "bob", 80), transfer("ann", "cas", 80)],
    accounts,
  );
  const strangers = await everySchedule(
    [transfer("ann", "bob", 30), transfer("cas", "dan", 10)],
    accounts,
  );
  const sums = claim.always("sums", ({ memory: { ann, bob } }) => ann === 90 && bob === 110);
  const refused = claim.always("one is refused", ({ memory, gave }) => {
    return memory.ann === 20 && gave.filter((it) => it === false).length === 1;
  });
  return {
    sums: short(sums, across),
    stuck: short(claim.neverStuck(), across),
    race: short(claim.noRace(), across),
    refused: short(refused, poor),
    kept: short(claim.neverStuck(), poor),
    strangers: short(claim.neverWaits(), strangers),
  };
}

describe("exercise 2, the bank", () => {
  const fine = { sums: "✓", stuck: "✓", race: "✓", refused: "✓", kept: "✓", strangers: "✓" };

  it("without a lock", async () => {
    const judged = await bank(
      (from, to, amount) =>
        function* ({ load, store }: Steps): Body {
          const had = yield load(from);
          if (had < amount) return false;
          yield store(from, had - amount);
          yield store(to, (yield load(to)) + amount);
          return true;
        },
    );
    assert.deepEqual([judged.sums, judged.race, judged.stuck], ["32 of 70", "70 of 70", "✓"]);
  });

  /** Locks what it is told to lock, in that order. */
  const locking =
    (locksOf: (from: string, to: string) => string[], keeps = false) =>
    (from: string, to: string, amount: number) =>
      function* ({ load, store, lock, unlock }: Steps): Body {
        const locks = locksOf(from, to);
        for (const it of locks) yield lock(it);
        const had = yield load(from);
        if (had < amount && keeps) return false;
        if (had >= amount) {
          yield store(from, had - amount);
          yield store(to, (yield load(to)) + amount);
        }
        for (const it of locks.toReversed()) yield unlock(it);
        return had >= amount;
      };

  it("locks from, then to: stuck in 2 of 6", async () => {
    const judged = await bank(locking((from, to) => [from, to]));
    assert.deepEqual(judged, { ...fine, stuck: "2 of 6" });
  });

  it("locks from only", async () => {
    const judged = await bank(locking((from) => [from]));
    assert.deepEqual([judged.sums, judged.stuck], ["450 of 924", "✓"]);
    assert.notEqual(judged.race, "✓");
  });

  it("returns early and keeps its locks", async () => {
    const judged = await bank(locking((from, to) => [from, to].sort(), true));
    assert.deepEqual(judged, { ...fine, kept: "2 of 2" });
  });

  it("takes one lock for all: right, but strangers wait", async () => {
    const judged = await bank(locking(() => ["bank"]));
    assert.deepEqual({ ...judged, strangers: "" }, { ...fine, strangers: "" });
    assert.match(judged.strangers, /^\d+ of \d+$/);
  });

  it("takes the locks in one order: right", async () => {
    assert.deepEqual(await bank(locking((from, to) => [from, to].sort())), fine);
  });

  it("looks with Atomics, and does not look again", async () => {
    const judged = await bank(
      (from, to, amount) =>
        function* ({ Atomics }: Steps): Body {
          if ((yield Atomics.load(from)) < amount) return false;
          yield Atomics.add(from, -amount);
          yield Atomics.add(to, amount);
          return true;
        },
    );
    assert.deepEqual(judged, { ...fine, refused: "12 of 16" });
  });

  it("takes with compareExchange: right", async () => {
    const judged = await bank(
      (from, to, amount) =>
        function* ({ Atomics }: Steps): Body {
          for (;;) {
            const had = yield Atomics.load(from);
            if (had < amount) return false;
            if ((yield Atomics.compareExchange(from, had, had - amount)) === had) break;
          }
          yield Atomics.add(to, amount);
          return true;
        },
    );
    assert.deepEqual(judged, fine);
  });
});

type Put = (steps: Steps, value: number) => Generator<Step, void, number>;
type Take = (steps: Steps) => Generator<Step, number, number>;

const put: Put = function* ({ store, Atomics }, value) {
  while ((yield Atomics.load("full")) === 1) yield Atomics.wait("full", 1);
  yield store("slot", value);
  yield Atomics.store("full", 1);
  yield Atomics.notify("full");
};

const take: Take = function* ({ load, Atomics }) {
  while ((yield Atomics.load("full")) === 0) yield Atomics.wait("full", 0);
  const value = yield load("slot");
  yield Atomics.store("full", 0);
  yield Atomics.notify("full");
  return value;
};

/** Two letters through a mailbox of one slot. */
async function mailbox(puts: Put, takes: Take): Promise<{ verdicts: string[]; every: Every }> {
  function* sender(steps: Steps): Body {
    yield* puts(steps, 1);
    yield* puts(steps, 2);
  }
  function* receiver(steps: Steps): Body {
    const first = yield* takes(steps);
    return `${first} ${yield* takes(steps)}`;
  }
  const every = await everySchedule([sender, receiver], { slot: 0, full: 0 });
  const arrive = claim.always("1 and 2 arrive", ({ gave }) => gave[1] === "1 2");
  const claims = [arrive, claim.neverStuck(), claim.noRace()];
  return { verdicts: claims.map((it) => short(it, every)), every };
}

describe("exercise 3, the mailbox", () => {
  it("is right in all 13,525 schedules", async () => {
    const { verdicts, every } = await mailbox(put, take);
    assert.deepEqual(verdicts, ["✓", "✓", "✓"]);
    assert.equal(every.schedules, 13_525);
  });

  it("take does not notify", async () => {
    const { verdicts } = await mailbox(put, function* ({ load, Atomics }) {
      while ((yield Atomics.load("full")) === 0) yield Atomics.wait("full", 0);
      const value = yield load("slot");
      yield Atomics.store("full", 0);
      return value;
    });
    assert.deepEqual(verdicts, ["✓", "130 of 3,055", "✓"]);
  });

  it("put does not notify", async () => {
    const { verdicts } = await mailbox(function* ({ store, Atomics }, value) {
      while ((yield Atomics.load("full")) === 1) yield Atomics.wait("full", 1);
      yield store("slot", value);
      yield Atomics.store("full", 1);
    }, take);
    assert.deepEqual(verdicts, ["✓", "706 of 1,151", "✓"]);
  });

  it("raises the flag before the letter is in", async () => {
    const { verdicts } = await mailbox(function* ({ store, Atomics }, value) {
      while ((yield Atomics.load("full")) === 1) yield Atomics.wait("full", 1);
      yield Atomics.store("full", 1);
      yield store("slot", value);
      yield Atomics.notify("full");
    }, take);
    assert.match(verdicts[0]!, / of /);
    assert.match(verdicts[2]!, / of /);
  });

  it("empties before it has read", async () => {
    const { verdicts } = await mailbox(put, function* ({ load, Atomics }) {
      while ((yield Atomics.load("full")) === 0) yield Atomics.wait("full", 0);
      yield Atomics.store("full", 0);
      const value = yield load("slot");
      yield Atomics.notify("full");
      return value;
    });
    assert.match(verdicts[0]!, / of /);
  });

  it("a plain flag is right in all schedules, and still a race", async () => {
    const { verdicts } = await mailbox(
      function* ({ store, load }, value) {
        while ((yield load("full")) === 1);
        yield store("slot", value);
        yield store("full", 1);
      },
      function* ({ store, load }) {
        while ((yield load("full")) === 0);
        const value = yield load("slot");
        yield store("full", 0);
        return value;
      },
    );
    assert.deepEqual(verdicts.slice(0, 2), ["✓", "✓"]);
    assert.match(verdicts[2]!, / of /);
  });
});

describe("a verdict", () => {
  function* add({ load, store }: Steps): Body {
    const old = yield load("x");
    yield store("x", old + 1);
  }

  it("spells a failing schedule out, and draws it", async () => {
    const { ok, says, figure } = twoOfNone(await everySchedule([add, add], { x: 0 }));
    assert.equal(ok, false);
    assert.equal(
      says,
      [
        "two make 2 of 0: not in 4 of 6 schedules. In BAAB: x = 1.",
        "    B: load x → 0",
        "    A: load x → 0",
        "    A: store x = 1",
        "    B: store x = 1, over A's store",
      ].join("\n"),
    );
    assert.match(figure!.title, /^BAAB: x = 1/);
  });

  it("names the two that race", async () => {
    const { says } = claim.noRace()(await everySchedule([add, add], { x: 0 }));
    assert.match(
      says,
      /^A race for x in 6 of 6 schedules. After A A: store\("x", 1\) and B: load\("x"\) can come at the same instant, and one is plain: use a lock/,
    );
  });

  it("holds only if all was seen, and fails by one witness", async () => {
    function* many(steps: Steps): Body {
      for (let i = 0; i < 9; i++) yield* add(steps);
    }
    const some = await everySchedule([many, many, many], { x: 0 }, { mostStates: 300 });
    const holds = claim.always("it ends", () => true)(some);
    assert.equal(holds.ok, null);
    assert.match(
      holds.says,
      /^Not judged, as there are too many: it ends, in the [\d,]+ schedules/,
    );
    assert.match(
      claim.always("27", ({ memory }) => memory.x === 27)(some).says,
      /^27: not in [\d,]+ of [\d,]+ seen schedules/,
    );
  });

  it("says so if the attempt returned something else", () => {
    assert.match(claim.neverStuck()({} as Every).says, /returned no schedules/);
  });
});
