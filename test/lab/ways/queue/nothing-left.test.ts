import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fromFunction } from "#dist/jobs/from-function.js";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";
import { soaking } from "../../../thorough.js";
import { type Left, nothingLeft, running } from "../../nothing-left.js";
import { noServer } from "../../python.js";
import { Script } from "../../script.js";

const skip = noServer || (process.platform !== "linux" && "skipped: only Linux shows processes");
const how = { skip, timeout: 60_000 };
// Folders for what is temporary, of this test only.
const temporary = mkdtempSync(join(tmpdir(), "queue left "));
for (const name of ["TMPDIR", "TEMP"]) process.env[name] = temporary;
after(() => rmSync(temporary, { recursive: true }));

let atFirst: Left;
before(async () => {
  if (skip) return;
  // What Node starts once and keeps (its own pool of threads), and the reaper, are no leftovers.
  await run(primes({ upTo: 10 }), way.queue());
  atFirst = running();
});

/** Fails unless processes, handles and folders are those from before. */
async function allGone(): Promise<void> {
  await nothingLeft(atFirst);
  assert.deepEqual(readdirSync(temporary), []);
}

const waits = fromFunction((ms: number) => new Promise((done) => setTimeout(done, ms, 1)), {
  parts: new Array(400).fill(10),
});

test("a run that has ended leaves nothing, whatever happened to its hosts", how, async () => {
  const faults = [
    { host: 0, kind: "kill", afterMs: 50 },
    { host: 1, kind: "freeze", afterMs: 50, forMs: 60_000 },
    { host: 2, kind: "leave", afterMs: 50 },
    { host: 4, kind: "join", afterMs: 60_000 },
  ] as const;
  const job = { ...waits, parts: new Array(40).fill(10) };
  await run(job, way.queue({ hosts: 5, leaseMs: 200, faults }));
  await allGone();
});

test("a part that fails leaves nothing", how, async () => {
  const fails = fromFunction(
    (n: number) => {
      if (n === 5) throw new Error("bad part");
      for (;;);
    },
    { parts: [0, 5, 6, 7] },
  );
  await assert.rejects(run(fails, way.queue()), /bad part/);
  await allGone();
});

for (const afterMs of soaking
  ? [0, 1, 5, 20, 40, 80, 120, 160, 200, 300, 700]
  : [0, 20, 120, 700]) {
  test(`a signal that ends it ${afterMs} ms after it began leaves nothing`, how, async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), afterMs);
    const faults = [{ host: 0, kind: "freeze", afterMs: 1, forMs: 60_000 }] as const;
    const running = run(waits, way.queue({ faults }), { signal: stop.signal });
    await assert.rejects(running, { message: /^enough/ });
    await allGone();
  });
}

/** A script with a queue of endless parts that print, each in a thread of its host. */
const endless = (options: string) =>
  `await run(fromFunction(() => { console.log("here"); for (;;); }, { parts: [0, 1] }), way.queue(${options}));`;

async function goneWith(t: TestContext, options: string, until: (script: Script) => Promise<void>) {
  const script = new Script(t, endless(options));
  await script.prints("here", 2);
  await until(script);
  script.process.kill("SIGKILL");
  await script.nothingLeft();
  while (readdirSync(temporary).length > 0) await wait(20);
}

test("kill -9 of a script leaves nothing of its queue, though its parts never end", how, (t) =>
  goneWith(t, "{}", async () => {}),
);

test("kill -9 of a script leaves nothing, though a host of its queue is frozen", how, (t) =>
  goneWith(
    t,
    "{ faults: [{ host: 1, kind: 'freeze', afterMs: 700, forMs: 60_000 }] }",
    async (script) => {
      const { readFileSync } = await import("node:fs");
      const stopped = (pid: number) => / T /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
      while (!script.running().some(stopped)) await wait(20);
    },
  ),
);

test("two at once have a broker each: the end of one is nothing to the other", how, async (t) => {
  const [one, other] = [1, 2].map(() => new Script(t, endless("{}")));
  await Promise.all([one!.prints("here", 2), other!.prints("here", 2)]);
  const before = other!.running();
  one!.process.kill("SIGKILL");
  await one!.nothingLeft();
  assert.deepEqual(other!.running(), before);
  assert.equal(readdirSync(temporary).length, 1);
  other!.process.kill("SIGKILL");
  await other!.nothingLeft();
  while (readdirSync(temporary).length > 0) await wait(20);
});
