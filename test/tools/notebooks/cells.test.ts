import assert from "node:assert/strict";
import { it } from "node:test";
import { lostShorthands } from "./cells.js";

const lost = (...codes: string[]) => lostShorthands(codes.map((code, n) => ({ id: `${n}`, code })));

it("finds the shorthand of a name of an earlier cell", () => {
  assert.deepEqual(lost("const width = 3, other = 4;", "f({ width, a: other });"), ["1: width"]);
  assert.deepEqual(lost("import { a, b as c } from 'x';", "({ a, b, c })"), ["1: a", "1: c"]);
  assert.deepEqual(lost("const { p, q: [r] } = x; function g() {}", "({ p, r, g, q })").length, 3);
});

it("passes those that work", () => {
  assert.deepEqual(lost("const width = 3;", "({ width: width })"), []);
  assert.deepEqual(lost("const width = 3; ({ width })"), []);
  assert.deepEqual(lost("const width = 3;", "const f = (width: number) => ({ width });"), []);
});
