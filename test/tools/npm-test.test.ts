import assert from "node:assert/strict";
import { it } from "node:test";
import { notebookNames } from "#dist/tools/notebooks/edition.js";
import { chosenTests, main, measures } from "#dist/tools/npm-test.js";
import { NOTEBOOKS, testFiles } from "#dist/tools/test-stages.js";
import { context, root } from "./context.js";

it("npm test says that a word chooses nothing, before it starts anything", async () => {
  const never = () => assert.fail("something was started");
  const idle = { ...context, step: never, alone: never, run: never, launch: never };
  for (const args of [["no such test"], ["kernel", "no such test"], ["03", "no such test"]]) {
    await assert.rejects(main({ ...idle, args }), {
      name: "Remedy",
      message:
        "Cannot run the tests as no test file's name holds 'no such test', and no notebook begins with it.",
    });
  }
});

it("npm test runs everything but the soak's own tests, each in one of its stages", () => {
  const { files, notebooks } = chosenTests(root, []);
  assert.deepEqual(notebooks, notebookNames(root));
  const all = testFiles(root);
  assert.deepEqual(
    all.filter((file) => !files.includes(file)),
    all.filter((file) => file.startsWith("soak/")),
  );
  assert.ok(measures(NOTEBOOKS) && measures("lab/measure.test.ts"));
  assert.ok(!measures("figures/lanes.test.ts"));
});

it("a number chooses what is named after a notebook, a folder what is in it", () => {
  const of03 = chosenTests(root, ["03"]);
  assert.deepEqual(of03.notebooks, ["03-waiting-well"]);
  assert.deepEqual(of03.files, [
    "course.test.ts",
    "lessons/03-waiting-well.test.ts",
    "notebooks.test.ts",
  ]);
  const figures = chosenTests(root, ["figures"]);
  const others = figures.files.filter((it) => !it.startsWith("figures/"));
  assert.ok(figures.files.length > 1);
  assert.deepEqual(others, ["words/figures.test.ts"]);
  assert.deepEqual(figures.notebooks, []);
  assert.deepEqual(chosenTests(root, ["notebooks.test"]).notebooks, notebookNames(root));
});
