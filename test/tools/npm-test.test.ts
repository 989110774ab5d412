import assert from "node:assert/strict";
import { it } from "node:test";
import { main } from "#dist/tools/npm-test.js";
import { context } from "./context.js";

it("npm test says that no file's name holds a text, before it starts anything", async () => {
  const never = () => assert.fail("something was started");
  const idle = { ...context, step: never, alone: never, run: never, launch: never };
  for (const args of [["no such test"], ["kernel", "no such test"]]) {
    await assert.rejects(main({ ...idle, args }), {
      name: "Remedy",
      message: "Cannot run the tests as no test file's name holds 'no such test'.",
    });
  }
});
