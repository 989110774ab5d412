import assert from "node:assert/strict";
import { it } from "node:test";
import { context } from "../context.js";

const cases: [printed: string, sentence: RegExp][] = [
  ["ModuleNotFoundError: No module named 'tornado'", /a package is damaged: delete the folders/],
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'", /a package is damaged/],
  ["OSError: [Errno 28] No space left on device", /the disk is full/],
  ["[Errno 13] Permission denied: '/course/.venv'", /no permission to write to \/course\/\.venv:/],
  ["[Errno 30] Read-only file system: '/course'", /no permission to write to \/course:/],
  ["NewConnectionError('<…>: [Errno -2] Name or service not known')", /server cannot be reached/],
  [
    "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] …')\nERROR: No matching distribution found for x",
    /a certificate that is not trusted here .*: set NODE_EXTRA_CA_CERTS and PIP_CERT/,
  ],
  ["Error: Unable to resolve @typescript/typescript-linux-x64", /a package is damaged/],
  ["npm error code ENOTCACHED", /server cannot be reached/],
];

for (const [printed, sentence] of cases) {
  it(`finds the reason in: ${printed}`, () => {
    const { name, message } = context.failure("do this", `first\n${printed}\nlast\n`);
    assert.equal(name, "Remedy");
    assert.match(message, /^Cannot do this as [^\n]+\.$/);
    assert.match(message, sentence);
  });
}

it("shows the last lines where it knows no reason", () => {
  const { message } = context.failure("do this", "one\ntwo\nodd\n");
  assert.match(message, /^one\ntwo\nodd\nCannot do this: the lines above say why\./);
});
