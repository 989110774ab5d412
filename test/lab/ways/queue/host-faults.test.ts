import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { withBroker } from "#dist/experiments/broker/with-broker.js";
import { seeded } from "#dist/experiments/server/served.js";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import type { Job } from "#dist/lab/job.js";
import { compare, run } from "#dist/lab/measure.js";
import type { Run } from "#dist/lab/run.js";
import { way } from "#dist/lab/ways/index.js";
import type { Way } from "#dist/lab/ways/way.js";
import { late, soaking } from "../../../thorough.js";
import { noServer } from "../../python.js";

const folder = mkdtempSync(join(tmpdir(), "host faults "));
after(() => rmSync(folder, { recursive: true }));
const withServer = { skip: noServer, timeout: 60_000 };

/** Parts that each wait for so many ms. */
function naps(ms: number, parts: number): Job {
  const nap = async (ms: number) => {
    await new Promise((done) => setTimeout(done, ms));
    return ms;
  };
  return fromFunction(nap, { parts: new Array(parts).fill(ms) });
}

/**
 * A run in which what happens to a host meets it in the middle of a part. Between two parts it meets
 * two, the answer of one on its way and the next: then it is run again.
 */
async function midPart(job: Job, its: Way): Promise<Run> {
  for (let time = 1; ; time++) {
    const row = await run(job, its);
    if (row.deliveries!.unused.length === 1 || time === 5) return row;
  }
}

/** What was heard of a host. */
const eventsOf = ({ deliveries }: Run) => deliveries!.events.map(({ host, kind }) => [host, kind]);
const attemptsOf = ({ spans }: Run) => spans.filter(({ attempt }) => attempt! > 1);

test(
  "a killed host's part runs again elsewhere, when the lease has ended",
  withServer,
  async () => {
    const faults = [{ host: 0, kind: "kill", afterMs: 300 }] as const;
    const row = await midPart(naps(200, 8), way.queue({ leaseMs: 600, faults }));
    assert.deepEqual(eventsOf(row), [[0, "killed"]]);
    const [lost, ...more] = row.deliveries!.unused;
    assert.deepEqual(more, []);
    assert.deepEqual([lost!.host, lost!.attempt, lost!.refusedMs], [0, 1, null]);
    const [second, ...others] = attemptsOf(row);
    assert.deepEqual(others, []);
    assert.deepEqual([second!.part, second!.host, second!.attempt], [lost!.part, 1, 2]);
    // The lease began when it was last heard of, at the broker: that is a little before we heard it.
    const silentMs = second!.startMs - row.startMs - lost!.signsMs.at(-1)!;
    assert.ok(silentMs > 600 - 50, `${silentMs}`);
    assert.ok(lost!.startMs < 300, `${lost!.startMs}`);
  },
);

test(
  "a host that leaves gives its part back: it runs elsewhere long before the lease ends",
  withServer,
  async () => {
    const faults = [{ host: 1, kind: "leave", afterMs: 300 }] as const;
    const row = await midPart(naps(200, 8), way.queue({ leaseMs: 30_000, faults }));
    assert.deepEqual(eventsOf(row), [[1, "left"]]);
    const [given] = row.deliveries!.unused;
    const [second] = attemptsOf(row);
    assert.deepEqual([second!.part, second!.host, second!.attempt], [given!.part, 0, 2]);
    assert.ok(row.endMs - row.startMs < 30_000);
  },
);

test(
  "a frozen host's part runs again; when it thaws, its late answer is refused",
  withServer,
  async () => {
    const faults = [{ host: 1, kind: "freeze", afterMs: 250, forMs: 900 }] as const;
    const row = await midPart(naps(100, 24), way.queue({ leaseMs: 400, faults }));
    assert.deepEqual(eventsOf(row), [
      [1, "frozen"],
      [1, "thawed"],
    ]);
    const [frozen, thawed] = row.deliveries!.events;
    assert.ok(thawed!.atMs - frozen!.atMs >= 899);
    assert.equal((row.answer as number[]).length, 24);
    assert.equal(row.spans.length, 24);
    assert.equal(
      attemptsOf(row).length + row.deliveries!.unused.filter((it) => it.attempt > 1).length,
      1,
    );
    const [late, ...more] = row.deliveries!.unused;
    assert.deepEqual(more, []);
    assert.ok(late!.refusedMs !== null, "it was refused");
    // Nothing was heard of it while it was frozen.
    const heard = late!.signsMs.filter((ms) => ms > frozen!.atMs + 50 && ms < thawed!.atMs);
    if (late!.host === 1) assert.deepEqual(heard, []);
  },
);

test(
  "a host that joins late runs parts from then on, and its start is no part of the CPU time",
  withServer,
  async () => {
    const faults = [{ host: 2, kind: "join", afterMs: 100 }] as const;
    const row = await run(naps(50, 60), way.queue({ hosts: 3, faults }));
    assert.deepEqual(eventsOf(row), [[2, "joined"]]);
    const { atMs } = row.deliveries!.events[0]!;
    const own = row.spans.filter(({ host }) => host === 2);
    assert.ok(own.length > 1, `${own.length}`);
    assert.ok(own.every(({ startMs }) => startMs - row.startMs > 100));
    assert.ok(atMs > 100);
    const { errorMs } = row.deliveries!.hosts[2]!;
    assert.ok(Number.isFinite(errorMs));
  },
);

test(
  "hosts that have gone stay away in a crew's second run, and nothing more happens to others",
  withServer,
  async () => {
    const faults = [{ host: 0, kind: "kill", afterMs: 50 }] as const;
    const its = way.queue({ leaseMs: 200, faults });
    const [cold, warm] = await compare(naps(40, 8), [its], { rounds: 1 });
    assert.deepEqual(eventsOf(cold!), [[0, "killed"]]);
    assert.deepEqual(eventsOf(warm!), []);
    assert.deepEqual(new Set(warm!.spans.map(({ host }) => host)), new Set([1]));
  },
);

const RUNS = soaking ? 200 : 6;
const seed = Number(process.env.LAB_SOAK_SEED ?? (soaking ? Date.now() % 1_000_000 : 1));

test(`${RUNS} runs with a killed, a frozen and a late host give the right primes, from seed ${seed} on`, {
  ...withServer,
  timeout: 1_800_000,
}, async (t) => {
  const job = primes({ upTo: 60_000, parts: 60 });
  const { answer: right } = await run(job, way.single());
  let [again, refused] = [0, 0];
  for (let i = 0; i < RUNS && !late(); i++) {
    const next = seeded(seed + i);
    const at = (mostMs: number) => Math.round(next() * mostMs);
    const faults = [
      { host: 0, kind: "kill", afterMs: at(60) },
      { host: 1, kind: "freeze", afterMs: at(60), forMs: 50 + at(250) },
      { host: 2, kind: "join", afterMs: at(40) },
    ] as const;
    const its = way.queue({ hosts: 4, leaseMs: 100, faults });
    const { answer, spans, deliveries } = await run(job, its);
    const how = `seed ${seed + i}: ${JSON.stringify(faults)}`;
    assert.deepEqual(answer, right, how);
    assert.deepEqual(
      spans.map(({ part }) => part).sort((a, b) => a - b),
      [...job.parts.keys()],
      how,
    );
    again += spans.filter(({ attempt }) => attempt! > 1).length;
    refused += deliveries!.unused.filter(({ refusedMs }) => refusedMs !== null).length;
  }
  t.diagnostic(`${again} parts were run again, ${refused} late answers refused`);
});

test(
  "a broker that is killed and comes again with its store loses no part and no answer",
  withServer,
  () =>
    withBroker(async ({ restart }) => {
      const file = join(folder, "first");
      const job = fromFunction(
        async (file: string) => {
          const { writeFileSync } = await import("node:fs");
          writeFileSync(file, "");
          await new Promise((done) => setTimeout(done, 30));
          return file;
        },
        { parts: new Array(60).fill(file) },
      );
      const running = run(job, way.queue({ leaseMs: 500 }));
      // If it fails before the restart has ended, that is no unhandled rejection.
      running.catch(() => {});
      while (!existsSync(file)) await wait(5);
      await restart(300);
      const { answer, spans } = await running;
      assert.deepEqual(answer, job.parts);
      assert.deepEqual(
        spans.map(({ part }) => part).sort((a, b) => a - b),
        [...job.parts.keys()],
      );
    }),
);

test("without its broker a run does not hang: it says that this has gone", withServer, async () => {
  if (process.platform !== "linux") return;
  const file = join(folder, "started");
  const job = fromFunction(
    async (file: string) => {
      const { writeFileSync } = await import("node:fs");
      writeFileSync(file, "");
      await new Promise((done) => setTimeout(done, 60_000));
    },
    { parts: [file] },
  );
  const running = run(job, way.queue());
  const said = assert.rejects(running, /its broker is gone: its process ended \(SIGKILL\)/);
  while (!existsSync(file)) await wait(10);
  const brokers = readdirSync("/proc").filter((pid) => {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ");
      const program = readFileSync(`/proc/${pid}/cmdline`, "latin1");
      return Number(parent) === process.pid && program.includes("nats-server");
    } catch {
      return false;
    }
  });
  assert.equal(brokers.length, 1);
  process.kill(Number(brokers[0]), "SIGKILL");
  await said;
});
