import assert from "node:assert/strict";
import { test } from "node:test";
import * as say from "#dist/words/numbers.js";

test("numbers have the digits that matter", () => {
  assert.deepEqual([1.93, 31.4, 0.042, 9.96].map(say.times), ["1.9", "31", "0.04", "10"]);
  const durations = [268.4, 2.684, 12345.6, 5.97].map(say.ms);
  assert.deepEqual(durations, ["268 ms", "2.7 ms", "12,346 ms", "6.0 ms"]);
  assert.deepEqual([say.span([1.91, 1.84]), say.span([1.91, 1.92])], ["1.8–1.9", "1.9"]);
  const ranges = [[], [2.5, 250.4], [3090.4, 3090]].map(say.bounds);
  assert.deepEqual(ranges, ["–", "2.5–250", "3,090"]);
  assert.deepEqual([say.counted(1, "part"), say.counted(1e3, "part")], ["1 part", "1,000 parts"]);
});

test("bytes are counted in 1,024", () => {
  const sizes = [0, 480, 1024, 65_536, 2 ** 23 * 1.2, 2 ** 41].map(say.bytes);
  assert.deepEqual(sizes, ["0 B", "480 B", "1 KB", "64 KB", "9.6 MB", "2050 GB"]);
});

test("names are listed, and ranked with like values together", () => {
  const lists = [["a"], ["a", "b"], ["a", "b", "c"]].map((names) => say.list(names));
  assert.deepEqual(lists, ["a", "a and b", "a, b and c"]);
  const items = [1, 1.05, 2].map((value, i) => ({ name: "abc"[i]!, value }));
  assert.equal(say.ranking(items, say.span), "2.0 with c; 1.0–1.1 with b and a");
});
