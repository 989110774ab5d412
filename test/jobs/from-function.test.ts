import assert from "node:assert/strict";
import { test } from "node:test";
import { fromFunction } from "#dist/jobs/from-function.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";

type Fn = (input: never) => unknown;

/** A function of this text, as a cell's compiler would leave it. */
const typed = (text: string): Fn => new Function(`return (${text});`)() as Fn;
const named = (name: string, text: string): Fn =>
  Object.defineProperty(typed(text), "name", { value: name });

const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));

const travel: [what: string, fn: Fn, input: unknown, value: unknown][] = [
  ["an arrow", (n: number) => n * 2, 21, 42],
  ["a function", named("twice", "function twice(n) { return n * 2; }"), 21, 42],
  ["a function without a name", typed("function (n) { return n * 2; }"), 21, 42],
  ["an async function", async (n: number) => n + 1, 1, 2],
  ["an arrow that calls itself", fib, 12, 144],
  [
    "a function that calls itself",
    function down(n: number): number {
      return n === 0 ? 0 : down(n - 1);
    },
    9,
    0,
  ],
  [
    "default arguments and patterns",
    ({ a = 1, ...rest }: { a?: number }, [b] = [a + 1], c = b * 2) => [a, b, c, rest],
    { d: 4 },
    [1, 2, 4, { d: 4 }],
  ],
  [
    "nested functions, classes and generators",
    (n: number) => {
      class Counter {
        *to(end: number) {
          for (let i = 0; i < end; i++) yield i;
        }
      }
      const sum = (all: Iterable<number>) => [...all].reduce((a, b) => a + b, 0);
      return sum(new Counter().to(n));
    },
    5,
    10,
  ],
  [
    "Node's globals",
    (n: string) => [
      new URL(n).pathname,
      Buffer.from(n).length,
      typeof fetch,
      typeof structuredClone,
    ],
    "http://a/b",
    ["/b", 10, "function", "function"],
  ],
  [
    "await import(…)",
    async (n: string) => (await import("node:path")).basename(n),
    "/a/b.txt",
    "b.txt",
  ],
  [
    "what a cell's compiler makes of await import(…)",
    typed(
      'async (n) => { const { createHash } = await Promise.resolve().then(() => __importStar(require("node:crypto"))); return createHash("sha1").update(n).digest("hex").length; }',
    ),
    "a",
    40,
  ],
  [
    "the default of what that imports",
    typed(
      'async (n) => { const path = await Promise.resolve().then(() => __importStar(require("node:path"))); return path.default.basename(n); }',
    ),
    "/a/b.txt",
    "b.txt",
  ],
  [
    "a function that calls itself, as a cell's compiler writes it",
    named("fact", "(n) => n < 2 ? 1 : n * exports.fact(n - 1)"),
    5,
    120,
  ],
  ["a name that is not ASCII", named("소수", "(n) => n < 2 ? n : 소수(n - 1)"), 5, 1],
  [
    "names and texts that are not ASCII",
    named("π", "(größe) => größe + '…\\u{1F600}%20'"),
    3,
    "3…😀%20",
  ],
  ["a reserved word for a name", named("default", "(n) => n + 1"), 1, 2],
  ["a name of the module around it", named("require", "(n) => n + 1"), 1, 2],
  [
    "a name of a global that it calls",
    named("setTimeout", "(n) => typeof setTimeout(() => {}, n) === 'object'"),
    1,
    true,
  ],
  [
    "such a name, and a call of itself, as a cell's compiler writes it",
    named("fetch", "(n) => n < 2 ? 1 : n * exports.fetch(n - 1)"),
    4,
    24,
  ],
  ["a name with a space", named("my job", "(n) => n + 1"), 1, 2],
  [
    "the words [native code] in its text",
    (n: string) => `${n} [native code]`,
    "no",
    "no [native code]",
  ],
  ["this, which is nothing", typed("function () { return this === undefined; }"), 1, true],
  ["an input that is undefined", (n: unknown) => n === undefined, undefined, true],
];

for (const [what, fn, input, value] of travel) {
  test(`travels: ${what}`, async () => {
    const job = fromFunction(fn, { parts: [input] });
    for (const its of [way.single(), way.async(), way.worker(1), way.process(1)]) {
      assert.deepEqual((await run(job, its)).answer, [value], its.name);
    }
  });
}

test("a job says what it is", () => {
  const job = fromFunction(fib, { parts: [1, 2, 3] });
  assert.deepEqual([job.label, job.size, job.parts], ["fib", 3, [1, 2, 3]]);
  const all = { parts: [5, 6], merge: (values: unknown[]) => values.length, label: "F", size: 9 };
  const other = fromFunction(fib, all);
  assert.deepEqual([other.label, other.size, other.merge([1, 2])], ["F", 9, 2]);
  assert.equal(fromFunction((n: number) => n, { parts: [1] }).label, "yourFunction");
});

test("an error shows the line of the function, not a long URL", async () => {
  const fails = (n: number) => {
    throw new Error(`no ${n}`);
  };
  await assert.rejects(
    run(fromFunction(fails, { parts: [1] }), way.worker(1)),
    ({ stack }: Error) => {
      assert.match(stack!, /at fails \(yourFunction\.js:\d+:\d+\)/);
      assert.doesNotMatch(stack!, /data:text/);
      return true;
    },
  );
});

const outside = 3;
const table = { size: 3 };
const uses = (name: string, list: string) =>
  `Cannot make a job of the function '${name}' as it uses ${list} from outside itself. A worker is ` +
  "given the text of the function and shares no variable with this notebook: move what it needs " +
  "into the function, pass it in 'parts', or load it inside with await import(\"node:…\")";

for (const [what, fn, message] of [
  ["a name of the cell", named("f", "(n) => n + outside"), uses("f", "'outside'")],
  ["two of them, each once", named("f", "(n) => a + b + a"), uses("f", "'a', 'b'")],
  ["one deep inside", (n: number) => [n].map((it) => ({ it, size: table.size })), /'table' from/],
  ["one as a default", (n = outside) => n, /'outside' from outside/],
  ["an earlier cell's name", named("f", "(n) => exports.limit + n"), uses("f", "'limit'")],
  [
    "an earlier cell's import",
    named("f", '(n) => (0, node_crypto_1.createHash)("sha1")'),
    uses("f", "'createHash'"),
  ],
  [
    "an earlier cell's default import",
    named("f", '(n) => node_fs_1.default.readFileSync("x")'),
    uses("f", "'node_fs'"),
  ],
  ["an earlier cell's whole module", named("f", '(n) => fs.readFileSync("x")'), uses("f", "'fs'")],
  ["an arrow's arguments", named("f", "() => arguments[0]"), uses("f", "'arguments'")],
] as [string, Fn, string | RegExp][]) {
  test(`is told which name is from outside: ${what}`, () => {
    assert.throws(() => fromFunction(fn, { parts: [1] }), { name: "TypeError", message });
  });
}

const instead = "write it as function name(input) { … } or as (input) => …";
class Point {
  static make(n: number) {
    return n;
  }
  get x() {
    return 1;
  }
}
const cannot = (name: string) => `Cannot make a job of the function '${name}' as `;
const method = (name: string) =>
  `${cannot(name)}it is a method, and its text does not stand alone: ${instead}`;
for (const [what, fn, message] of [
  [
    "a method",
    {
      double: (n: number) => n,
      triple(n: number) {
        return n;
      },
    }.triple,
    method("triple"),
  ],
  ["a static method", Point.make, method("make")],
  [
    "a class",
    Point,
    `${cannot("Point")}it is a class, and an object of it must be made inside a function: ${instead}`,
  ],
  [
    "a native function",
    Math.sqrt,
    `${cannot("sqrt")}it is built in or bound, and its text cannot be read: ${instead}`,
  ],
  [
    "a bound function",
    fib.bind(null),
    `${cannot("yourFunction")}it is built in or bound, and its text cannot be read: ${instead}`,
  ],
  [
    "no function",
    5,
    "Cannot make a job of the function as it must be a function: current value is 5",
  ],
] as [string, Fn, string][]) {
  test(`is told what to do instead: ${what}`, () => {
    assert.throws(() => fromFunction(fn, { parts: [1] }), { name: "TypeError", message });
  });
}

for (const [options, name, message] of [
  [
    { parts: 4 },
    "TypeError",
    "Cannot make a job of the function as 'parts' must be an array of one input or more: current value is 4",
  ],
  [{}, "TypeError", /'parts' must be an array of one input or more: current value is undefined$/],
  [
    { parts: [] },
    "RangeError",
    "Cannot make a job of the function as 'parts' must be an array of one input or more: current value is []",
  ],
  [
    { parts: [() => 1] },
    "TypeError",
    "Cannot make a job of the function as 'parts' must be plain data, which can be copied: current value is [ [Function (anonymous)] ]",
  ],
  [
    { parts: [1], merge: "sum" },
    "TypeError",
    "Cannot make a job of the function as 'merge' must be a function: current value is 'sum'",
  ],
] as [object, string, string | RegExp][]) {
  test(`is told at the door about ${Object.keys(options).join(", ") || "nothing"}`, () => {
    assert.throws(() => fromFunction(fib, options as never), { name, message });
  });
}
