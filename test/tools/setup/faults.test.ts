import assert from "node:assert/strict";
import { it } from "node:test";
import { context, root } from "../context.js";

const cases: [printed: string, sentence: RegExp][] = [
  ["ModuleNotFoundError: No module named 'tornado'", /a package is damaged: delete the folders/],
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x'", /a package is damaged/],
  ["OSError: [Errno 28] No space left on device", /the disk is full/],
  [`[Errno 13] Permission denied: '${root}/.venv'`, /you may not write to .*\.venv: copy the/],
  [`[Errno 30] Read-only file system: '${root}'`, /you may not write to .*: copy the project/],
  ["EROFS: read-only file system, open '.run-lock'", /you may not write to .*\.run-lock: copy/],
  [
    "npm error Error: EACCES: permission denied, rename '/home/p/.npm/a' -> '/home/p/.npm/b'",
    /you may not write to \/home\/p\/\.npm\/a: make it yours/,
  ],
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

for (const printed of [
  "listen EACCES: permission denied 127.0.0.1:80",
  "spawn EPERM",
  "ssh: Permission denied (publickey)",
  "PermissionError: [Errno 1] Operation not permitted",
]) {
  it(`sends nobody to copy the project for: ${printed}`, () => {
    const { message } = context.failure("do this", printed);
    assert.ok(message.startsWith(`${printed}\nCannot do this: the lines above say why.`), message);
  });
}

it("shows the last lines where it knows no reason", () => {
  const { message } = context.failure("do this", "one\ntwo\nodd\n");
  assert.match(message, /^one\ntwo\nodd\nCannot do this: the lines above say why\./);
});
