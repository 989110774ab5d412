import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { facts } from "#dist/experiments/broker/index.js";
import { withBroker } from "#dist/experiments/broker/with-broker.js";
import { python } from "#dist/lab/ways/index.js";
import { program, runProgram } from "#dist/page/plain.js";
import { root } from "../tools/context.js";

const folder = join(root, "notebooks", "plain");
const execute = promisify(execFile);
const found = await python.facts();

const noPython = !found && "there is no Python here";
const noServer = !(await facts()) && "there is no nats-server here";
/** Some programs work together, at a broker; every other one alone. */
const together = ["11-producer.mjs", "11-consumer.mjs"];

for (const name of readdirSync(folder)) {
  const text = readFileSync(join(folder, name), "utf8");

  if (!together.includes(name)) {
    const skip = name.endsWith(".py") && noPython;
    test(`plain/${name} runs in an empty folder, without the lab`, { skip }, async () => {
      await runs(name);
    });
  }

  test(`plain/${name} is short`, () => {
    const code = text.split("\n").filter((line) => !/^\s*(\/\/.*|#.*)?$/.test(line));
    assert.ok(code.length <= 40, `${code.length} lines of code`);
  });
}

/** What the retry of 09 does: how often a server was asked that answers so, one after another. */
async function retried(answers: readonly (readonly [status: number, retryAfter?: string])[]) {
  const text = readFileSync(join(folder, "09-retry.mjs"), "utf8");
  const [fn = ""] = /async function fetchText[\s\S]*?\n}\n/.exec(text) ?? [];
  const module = `import { setTimeout as sleep } from "node:timers/promises"; export ${fn}`;
  const { fetchText } = await import(`data:text/javascript,${encodeURIComponent(module)}`);
  const askedAtMs: number[] = [];
  const server = createServer((_, response) => {
    const [status, retryAfter] = answers[askedAtMs.push(performance.now()) - 1] ?? [200];
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
    response.end("here I am");
  });
  try {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const said = await fetchText(url).catch((error: Error) => error.message.slice(url.length + 1));
    return { said, asked: askedAtMs.length, tookMs: askedAtMs.at(-1)! - askedAtMs[0]! };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test("plain/09-retry.mjs: 503 and 429 are asked again, 404 is not", async () => {
  const { said, asked } = await retried([[503], [429], [500]]);
  assert.deepEqual([said, asked], ["here I am", 4]);
  const gone = await retried([[404]]);
  assert.deepEqual([gone.said, gone.asked], ["answered 404", 1]);
});

test("plain/09-retry.mjs: it keeps away as long as Retry-After says, and gives up if that is long", async () => {
  const inSeconds = await retried([[429, "1"]]);
  assert.equal(inSeconds.said, "here I am");
  assert.ok(inSeconds.tookMs >= 990, `asked again after ${inSeconds.tookMs} ms`);
  const at = new Date(Date.now() + 2000).toUTCString(); // in whole seconds: 1 to 2 s from now
  const byDate = await retried([[503, at]]);
  assert.ok(byDate.said === "here I am" && byDate.tookMs >= 900, `after ${byDate.tookMs} ms`);
  const past = await retried([
    [503, "Thu, 01 Jan 1970 00:00:00 GMT"],
    [503, "soon"],
  ]);
  assert.ok(past.said === "here I am" && past.tookMs < 900, `after ${past.tookMs} ms`);
  const hour = await retried([[429, "3600"]]);
  assert.deepEqual([hour.said, hour.asked], ["answered 429", 1]);
});

test("plain/11-*.mjs: six parts are answered once", { skip: noServer }, async () => {
  const [producer] = await withBroker(async () => {
    const first = runs("11-producer.mjs");
    await new Promise((done) => setTimeout(done, 500));
    return Promise.all([first, ...[1, 2].map(() => runs("11-consumer.mjs"))]);
  });
  assert.match(producer!, /^6 of 6 parts are answered, by process \d+ and process \d+$/m);
});

/** Runs it in a folder of its own, with nothing but what its first line names. */
async function runs(name: string): Promise<string> {
  const empty = mkdtempSync(join(tmpdir(), "empty "));
  const text = readFileSync(join(folder, name), "utf8");
  try {
    copyFileSync(join(folder, name), join(empty, name));
    // Whoever takes it home installs what its first line names, and nothing else.
    const [first = ""] = text.split("\n");
    const needed = /npm install ([\w./@ -]+)/.exec(first)?.[1]?.trim().split(" ") ?? [];
    if (needed.length > 0)
      symlinkSync(join(root, "node_modules"), join(empty, "node_modules"), "junction");
    const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
    const packages = imported.filter((from) => !from.startsWith("node:"));
    if (!name.endsWith(".py")) assert.deepEqual([...new Set(packages)].sort(), needed.sort());
    const command = name.endsWith(".py") ? found!.command : process.execPath;
    const ended = await execute(command, [join(empty, name)], { timeout: 60_000 });
    assert.equal(ended.stderr, "");
    assert.match(ended.stdout, /\w/, "it prints nothing");
    return ended.stdout;
  } finally {
    rmSync(empty, { recursive: true });
  }
}

test("a program that is not there, or lies elsewhere, is refused", () => {
  for (const name of ["gone.mjs", "../source/01-four-ways.md", ""]) {
    assert.throws(() => program(name), /must be a file of that name in 'plain'/);
  }
  assert.throws(() => program(1 as never), TypeError);
});

test("a program that fails says how", async () => {
  await assert.rejects(runProgram("gone.mjs"), RangeError);
});
