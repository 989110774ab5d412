import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readClass, resultLine, writeResult } from "#dist/experiments/classroom.js";
import { machine } from "#dist/lab/machine.js";
import { read } from "#dist/page/classroom.js";
import { repeated } from "../figures/rows.js";
import { root } from "../tools/context.js";

// Recorded by classroom.write on a machine with two cores: in full, with one of them (taskset), at
// rest and while other programs were busy; and one line as it came out of a chat.
const recorded = join(root, "test", "experiments", "class");
const all = readClass(recorded);
const line = JSON.stringify(all[0]);

const single = repeated("single", [400, 404]);
const workers = [1, 2, 4].flatMap((width) =>
  repeated("worker", [400 / Math.min(width, 2), 399], { width, othersMs: 4 }),
);

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "class-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a learner's line", () => {
  it("holds the machine, the speed-ups and the prices, and no name", () => {
    const price = {
      what: "start a worker",
      kind: "start",
      ns: 23_456_789,
      lowNs: 1,
      highNs: 1,
      samples: 9,
    };
    const [result] = readClass(resultLine([...single, ...workers], [price as never]));
    assert.deepEqual(Object.keys(result!.speedUp), ["1", "2", "4"]);
    assert.equal(result!.speedUp["1"], 1.01);
    assert.equal(result!.prices["start a worker"], 23_500_000);
    const { speedUp, prices, othersBusy, ...facts } = result!;
    assert.deepEqual(facts, machine());
    assert.ok(othersBusy < 0.1);
  });

  it("is written into a file of its own, once however often it is written", () => {
    inFolder((folder) => {
      const file = writeResult(line, folder);
      assert.equal(writeResult(line, folder), file);
      assert.equal(readFileSync(file, "utf8"), `${line}\n`);
      assert.deepEqual(readClass(folder), [all[0]]);
    });
  });

  it("needs runs of `single` and of workers", () => {
    assert.throws(() => resultLine(workers), /must hold warm runs of way.single\(\)/);
    assert.throws(() => resultLine(single), /must hold warm runs of way.worker\(n\)/);
    assert.throws(() => resultLine([]), RangeError);
  });
});

describe("readClass", () => {
  it("reads the files of a folder, and a line out of a chat", () => {
    assert.ok(all.length >= 2);
    assert.deepEqual([...new Set(all.map(({ cores }) => cores))].sort(), [1, 2]);
  });

  it("reads pasted lines, and counts equal ones once", () => {
    assert.deepEqual(readClass(`Ann: ${line}\nhello\nBob: ${line}`), [all[0]]);
  });

  it("refuses a malformed line by file and line", () => {
    inFolder((folder) => {
      const refused = (wrong: string, says: RegExp) => {
        writeFileSync(join(folder, "class.jsonl"), `${line}\n${wrong}\n`);
        assert.throws(() => readClass(folder), says);
      };
      refused("{ cores: 2 }", /as line 2 of 'class.jsonl' must be JSON on one line/);
      refused(line.slice(0, 80), /line 2 of 'class.jsonl' must be JSON/);
      refused(
        line.replace('"cores":1', '"cores":-1').replace('"cores":2', '"cores":-2'),
        /'cores' in line 2 of 'class.jsonl' must be a number above 0: current value is -/,
      );
      refused(
        line.replace(/"speedUp":\{[^}]*\}/, '"speedUp":{"two":2}'),
        /'speedUp' in line 2 of .* by numbers of workers/,
      );
      refused(line.replace(/"node":"[^"]*"/, '"node":20'), /'node' in line 2 .* must be a text/);
      refused("{}", /'cpu' in line 2/);
    });
  });

  it("keeps only what it knows", () => {
    const [result] = readClass(line.replace("{", '{"name":"Ann",'));
    assert.ok(!("name" in result!));
  });

  it("refuses a folder without a line", () => {
    inFolder((folder) => assert.throws(() => readClass(folder), RangeError));
    assert.throws(() => readClass(7 as never), TypeError);
  });
});

describe("the table of a class", () => {
  it("has a row per machine, the fewest cores first, and says how busy others were", () => {
    const rows = read(recorded);
    const cores = all.map((it) => it.cores).sort((a, b) => a - b);
    assert.deepEqual(
      rows.map((row) => row.cores),
      cores,
    );
    const [row] = read(JSON.stringify({ ...all[0], speedUp: { 1: 1, 4: 1.9 }, othersBusy: 0.5 }));
    assert.equal(row?.["highest speed-up"], "1.9");
    assert.equal(row?.["cores busy with others"], 0.5);
  });

  it("leaves open what is not known", () => {
    const [row] = read(JSON.stringify({ ...all[0], threadsPerCore: null, prices: {} }));
    assert.equal(row?.["threads per core"], "–");
    assert.equal((row as Record<string, unknown>)["start a worker (ms)"], "–");
  });
});
