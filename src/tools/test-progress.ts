import { basename } from "node:path";

/** What node:test tells its reporters, as far as it matters here. */
interface TestEvent {
  readonly type: string;
  readonly data?: { readonly name?: string; readonly nesting?: number };
}

/** A reporter that says which test file begins, and how many there are; made for `runTests`. */
export default async function* progress(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let begun = 0;
  for await (const { type, data } of events) {
    // The file itself is the outermost test.
    if (type !== "test:dequeue" || data?.nesting !== 0 || !data.name?.endsWith(".test.js"))
      continue;
    yield `— ${++begun} of ${process.env.LAB_TEST_FILES}: ${basename(data.name, ".test.js")}\n`;
  }
}
