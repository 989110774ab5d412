import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { echo } from "#dist/lab/ways/echo.js";

test("what cannot be shown at once is shown later, and no line is lost", async (t) => {
  let busy = 3;
  let shown = "";
  const real = process.stdout.write;
  t.mock.method(process.stdout, "write", (text: string | Uint8Array) => {
    // The test's own report comes as bytes.
    if (typeof text !== "string") return real.call(process.stdout, text);
    if (busy-- > 0) throw new Error("Socket is busy writing");
    shown += text;
    return true;
  });
  const printed = new PassThrough();
  echo()(printed);
  for (let line = 0; line < 50; line++) {
    printed.write(`line ${line}\n`);
    if (line % 10 === 0) await after(1);
  }
  await after(100);
  const lines = Array.from({ length: 50 }, (_, line) => `line ${line}\n`).join("");
  assert.equal(shown, lines);
  printed.end("x".repeat(100_000));
  await after(20);
  assert.equal(shown.length, 1000 + "…\n(The parts print more than is shown here.)\n".length);
});
