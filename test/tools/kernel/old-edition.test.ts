import assert from "node:assert/strict";
import { test } from "node:test";
import { Kernel, noKernel as skip } from "./kernel.js";

const says =
  /^If this notebook is from an older edition of the course, keep it .*`npm start` again/m;

test("a first cell from an older edition is told how to keep it and take the new one", {
  skip,
  timeout: 60_000,
}, async () => {
  const kernel = await Kernel.start();
  try {
    const old = await kernel.run('import { compare, single, lanes } from "../dist/index.js";');
    assert.equal(old.status, "error");
    assert.match(old.stderr, /no exported member 'single'[\s\S]*no exported member 'lanes'/);
    assert.equal(old.stderr.match(new RegExp(says, "gm"))?.length, 1, old.stderr);
    const others = [
      'import { compares } from "../dist/index.js";', // the compiler knows what was meant
      'import { nothing } from "node:fs";',
      'import { compare } from "../dist/index.js"; console.error("a word of its own");',
    ];
    for (const code of others) assert.doesNotMatch((await kernel.run(code)).stderr, says, code);
  } finally {
    await kernel.end();
  }
});
