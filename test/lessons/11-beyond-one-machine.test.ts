import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deliveries, Run } from "#dist/lab/run.js";
import { again, onHosts } from "#dist/lessons/11-beyond-one-machine.js";
import { judge } from "#dist/lessons/check.js";
import { madeUp, span } from "../figures/rows.js";

const hosts = ["A", "B", "C"].map((name) => ({ name, offsetMs: 0, errorMs: 0.1 }));
const base = madeUp({ spans: [] });

/** A run whose parts were begun so many ms after its start, on a host, by their so-manieth delivery. */
function inQueue(
  spans: readonly { part: number; attempt: number; host: number; fromMs: number }[],
  deliveries: Pick<Deliveries, "unused" | "events">,
): Run {
  const used = spans.map(({ fromMs, ...its }) => {
    const startMs = base.startMs + fromMs;
    return { ...span({ startMs, endMs: startMs + 250 }), ...its };
  });
  return { ...base, spans: used, deliveries: { leaseMs: 500, hosts, ...deliveries } };
}

const unused = { part: 0, attempt: 1, host: 0, startMs: 0, signsMs: [], refusedMs: null };

test("a second delivery tells what befell the host before, and how long nothing was heard", () => {
  const before = [
    { ...unused, part: 3, host: 1, startMs: 250, signsMs: [300, 390] },
    { ...unused, part: 4, host: 2, startMs: 260, refusedMs: 1300 },
  ];
  const events = [
    { host: 2, atMs: 100, kind: "joined" as const },
    { host: 1, atMs: 400, kind: "killed" as const },
    { host: 2, atMs: 450, kind: "frozen" as const },
    { host: 2, atMs: 1250, kind: "thawed" as const },
  ];
  const used = [
    { part: 3, attempt: 2, host: 0, fromMs: 900 },
    { part: 4, attempt: 2, host: 0, fromMs: 760 },
    { part: 5, attempt: 1, host: 0, fromMs: 0 },
  ];
  assert.deepEqual(again(inQueue(used, { unused: before, events })), [
    { part: 4, host: "C", fate: "frozen", signs: 0, afterMs: 310, silenceMs: 500 },
    { part: 3, host: "B", fate: "killed", signs: 2, afterMs: 500, silenceMs: 510 },
  ]);
});

test("a part that began just after its host was told to leave was lost with it", () => {
  const events = [{ host: 1, atMs: 300, kind: "left" as const }];
  const first = { ...unused, part: 2, host: 1, startMs: 301 };
  const second = [{ part: 2, attempt: 2, host: 0, fromMs: 312 }];
  assert.deepEqual(again(inQueue(second, { unused: [first], events })), [
    { part: 2, host: "B", fate: "left", signs: 0, afterMs: 12, silenceMs: 11 },
  ]);
});

test("if the first delivery answered after all, the second is told, too", () => {
  const events = [{ host: 1, atMs: 300, kind: "frozen" as const }];
  const second = { ...unused, attempt: 2, startMs: 420, signsMs: [450], refusedMs: 700 };
  const first = [{ part: 0, attempt: 1, host: 1, fromMs: 200 }];
  assert.deepEqual(again(inQueue(first, { unused: [second], events })), [
    { part: 0, host: "B", fate: "frozen", signs: 0, afterMs: 120, silenceMs: 220 },
  ]);
});

test("of a part that was lost twice, each time is told; what nothing befell was silent", () => {
  const before = [
    { ...unused, signsMs: [30] },
    { ...unused, attempt: 2, host: 1, startMs: 130 },
    { ...unused, part: 1 },
  ];
  const third = [{ part: 0, attempt: 3, host: 2, fromMs: 240 }];
  const all = again(inQueue(third, { unused: before, events: [] }));
  assert.deepEqual(
    all.map(({ part, host, fate, afterMs, silenceMs }) => [part, host, fate, afterMs, silenceMs]),
    [
      [0, "A", "silent", 100, 100],
      [0, "B", "silent", 110, 110],
    ],
  );
});

test("a run of another way is refused", () => {
  assert.throws(() => again(base), /must be a run of way\.queue/);
});

test("without hosts a claim is skipped, with them judged", async () => {
  const two = onHosts<number>(
    "It is two.",
    (it) => it === 2,
    (it) => `It is ${it}.`,
  );
  const said = async (it: number | null) => (await judge(() => it, [two]))[0];
  assert.deepEqual(await said(2), { ok: true, says: "It is two." });
  assert.equal((await said(3))?.says, "It is 3.");
  const skipped = await said(null);
  assert.equal(skipped?.ok, null);
  assert.match(skipped?.says ?? "", /^Skipped, as there is no nats-server here: It is two\.$/);
});
