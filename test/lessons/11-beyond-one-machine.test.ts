import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deliveries, Run } from "#dist/lab/run.js";
import { lost, onHosts } from "#dist/lessons/11-beyond-one-machine.js";
import { judge } from "#dist/lessons/check.js";
import { madeUp, span } from "../figures/rows.js";

const hosts = ["A", "B", "C"].map((name) => ({ name, offsetMs: 0, errorMs: 0.1 }));
const base = madeUp({ spans: [] });

/** A run whose parts were begun so many ms after its start, by their so-manieth delivery. */
function inQueue(
  spans: readonly { part: number; attempt: number; fromMs: number }[],
  deliveries: Pick<Deliveries, "unused" | "events">,
): Run {
  const used = spans.map(({ part, attempt, fromMs }) => ({
    ...span({ part, startMs: base.startMs + fromMs, endMs: base.startMs + fromMs + 250 }),
    attempt,
  }));
  return { ...base, spans: used, deliveries: { leaseMs: 500, hosts, ...deliveries } };
}

test("a lost delivery tells what befell its host, and how long nothing was heard", () => {
  const unused = [
    { part: 3, attempt: 1, host: 1, startMs: 250, signsMs: [300, 390], refusedMs: null },
    { part: 4, attempt: 1, host: 2, startMs: 260, signsMs: [], refusedMs: 1300 },
  ];
  const events = [
    { host: 2, atMs: 100, kind: "joined" as const },
    { host: 1, atMs: 400, kind: "killed" as const },
    { host: 2, atMs: 450, kind: "frozen" as const },
    { host: 2, atMs: 1250, kind: "thawed" as const },
  ];
  const again = [
    { part: 3, attempt: 2, fromMs: 900 },
    { part: 4, attempt: 2, fromMs: 760 },
  ];
  assert.deepEqual(lost(inQueue(again, { unused, events })), [
    { part: 4, host: "C", fate: "frozen", signs: 0, afterMs: 310, silenceMs: 500 },
    { part: 3, host: "B", fate: "killed", signs: 2, afterMs: 500, silenceMs: 510 },
  ]);
});

test("of a part that was lost twice, each delivery is told; what nothing befell was silent", () => {
  const unused = [
    { part: 0, attempt: 1, host: 0, startMs: 0, signsMs: [30], refusedMs: null },
    { part: 0, attempt: 2, host: 1, startMs: 130, signsMs: [], refusedMs: null },
    { part: 1, attempt: 1, host: 0, startMs: 5, signsMs: [], refusedMs: null },
  ];
  const all = lost(inQueue([{ part: 0, attempt: 3, fromMs: 240 }], { unused, events: [] }));
  assert.deepEqual(
    all.map(({ part, fate, afterMs, silenceMs }) => [part, fate, afterMs, silenceMs]),
    [
      [0, "silent", 100, 100],
      [0, "silent", 110, 110],
      [1, "silent", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ],
  );
});

test("a run of another way is refused", () => {
  assert.throws(() => lost(base), /must be a run of way\.queue/);
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
