import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { Kernel, noKernel } from "../../tools/kernel/kernel.js";

const setUp = `
import { threads } from "../dist/index.js";
function* endless() { for (;;); }
function* looks({ Atomics }) { while ((yield Atomics.load("x")) === 0); }
function* adds({ load, store }) {
  for (let i = 0; i < 40; i++) { const old = yield load("x"); yield store("x", old + 1); }
}
const x = { x: 0 };
async function counts({ shared, answer }) {
  for (let i = 0; i < 40; i++) shared.x += await answer(1);
}
`;

/** What a reader may start in a cell, and wait for in vain. */
const cells: [what: string, code: string][] = [
  ["a thread that never yields", "await threads.everySchedule([endless, endless], x)"],
  ["the same, played", 'await threads.play([endless], x, "A")'],
  [
    "a search that takes long",
    "await threads.everySchedule([adds, adds, adds], x, { mostStates: 1e9 })",
  ],
  [
    "the same with async functions",
    "await threads.everySchedule([counts, counts, counts], x, { mostStates: 1e9 })",
  ],
  ["real threads that look for ever", "await threads.forReal([looks, looks], x)"],
];

describe("the stop button", { skip: noKernel, timeout: 300_000 }, () => {
  let kernel: Kernel | undefined;
  after(() => kernel?.end());

  for (const [what, code] of cells) {
    it(`ends ${what}, and the kernel goes on`, async () => {
      if (!kernel) {
        kernel = await Kernel.start();
        assert.equal((await kernel.run(setUp)).status, "ok");
      }
      const ended = await kernel.run(`console.log("go"); ${code};`, { interruptAfterMs: 500 });
      assert.equal(ended.status, "error", JSON.stringify(ended));
      assert.ok(ended.presses <= 2 && ended.afterMs! < 3000, JSON.stringify(ended));
      const next = await kernel.run(
        'console.log((await threads.play([looks], { x: 1 }, "A")).fate, process.listenerCount("SIGINT"));',
      );
      assert.equal(next.stdout.trim(), "ended 1", JSON.stringify(next));
    });
  }
});

it("kill -9 of the kernel leaves no real thread behind", {
  skip: noKernel,
  timeout: 60_000,
}, async () => {
  await Kernel.use(async (kernel) => {
    await kernel.run(setUp);
    const code = 'console.log("go"); await threads.forReal([looks, looks], x, { mostMs: 60000 });';
    await kernel.run(code, { killAfterMs: 500 });
    await kernel.leaves(0);
  });
});
