import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { makeEdition } from "#dist/tools/notebooks/edition.js";
import { notebookText } from "#dist/tools/notebooks/notebook.js";
import { jupyterEnv, venvPython } from "#dist/tools/setup/jupyter.js";
import { root } from "../context.js";
import { descendants, leftRunning } from "../processes.js";

const options = { skip: process.platform === "win32" && "signals are another matter there" };
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** `npm start` without a browser; resolves when it has printed the page's address. */
async function start(port: number, ...more: string[]): Promise<{ child: ChildProcess; url: URL }> {
  const args = ["src/tools/setup/begin.mjs", "start", "--no-browser", `--port=${port}`, ...more];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  let printed = "";
  for await (const text of child.stdout.setEncoding("utf8")) {
    printed += text;
    const url = /^ {2}(http:\S+)$/m.exec(printed)?.[1];
    if (url && printed.includes("Ctrl-C")) return { child, url: new URL(url) };
  }
  throw new Error(`it ended:\n${printed}`);
}

/** The kernel that JupyterLab starts when a notebook is opened. */
async function startKernel(url: URL): Promise<void> {
  const response = await fetch(new URL(`/api/kernels${url.search}`, url), {
    method: "POST",
    body: JSON.stringify({ name: "tslab" }),
  });
  assert.equal(response.status, 201);
}

describe("npm start", { timeout: 120_000, ...options }, () => {
  it("takes a free port, on this machine only, and asks for the token, not about news", async () => {
    // What a power cut may have left.
    const half = join(root, "my-notebooks", ".jupyter", "runtime", "jpserver-1.json");
    mkdirSync(dirname(half), { recursive: true });
    writeFileSync(half, '{ "port"');
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    try {
      const { child, url } = await start(port);
      assert.equal(url.hostname, "127.0.0.1");
      assert.notEqual(url.port, String(port));
      const contents = new URL("/api/contents/my-notebooks", url);
      assert.equal((await fetch(contents)).status, 403);
      contents.search = url.search;
      const { content } = (await (await fetch(contents)).json()) as { content: { name: string }[] };
      assert.ok(
        content.some(({ name }) => decodeURI(url.pathname).endsWith(`/my-notebooks/${name}`)),
      );
      const notification = "@jupyterlab/apputils-extension:notification";
      const settings = new URL(`/lab/api/settings/${notification}${url.search}`, url);
      const { schema } = (await (await fetch(settings)).json()) as {
        schema: { properties: { fetchNews: { default: string } } };
      };
      assert.equal(schema.properties.fetchNews.default, "false", "no pop-up about news");
      child.kill("SIGTERM");
      await once(child, "exit");
    } finally {
      taken.close();
      rmSync(half, { force: true });
    }
  });

  it("prints the address with a token that an argument gives, and lists no originals", async () => {
    const { child, url } = await start(0, "--IdentityProvider.token=chalk");
    assert.equal(url.search, "?token=chalk");
    const contents = new URL(`/api/contents${url.search}`, url);
    const { content } = (await (await fetch(contents)).json()) as { content: { name: string }[] };
    const names = content.map(({ name }) => name);
    assert.ok(names.includes("my-notebooks") && !names.includes("notebooks"), `${names}`);
    child.kill("SIGTERM");
    await once(child, "exit");
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGHUP", 129],
    ["SIGTERM", 143],
  ] as const) {
    it(`leaves nothing running after ${signal}`, async () => {
      const { child, url } = await start(0);
      await startKernel(url);
      const below = descendants(child.pid!);
      assert.ok(below.length >= 2, "Jupyter and a kernel");
      child.kill(signal);
      assert.deepEqual(await once(child, "exit"), [code, null]);
      assert.deepEqual(await leftRunning(below, 5000), []);
    });
  }

  it("leaves nothing running after kill -9, of itself or of Jupyter", async () => {
    const first = await start(0);
    await startKernel(first.url);
    const below = descendants(first.child.pid!);
    first.child.kill("SIGKILL");
    assert.deepEqual(await leftRunning(below, 8000), []);

    const second = await start(0);
    await startKernel(second.url);
    const [jupyter, ...kernels] = descendants(second.child.pid!);
    const ended = once(second.child, "exit");
    process.kill(jupyter!, "SIGKILL");
    assert.deepEqual(await leftRunning(kernels, 5000), []);
    assert.notEqual((await ended)[0], 0);
  });
});

describe("our kernel", { timeout: 60_000, ...options }, () => {
  it("ends within 5 s when its owner is killed, also in an endless loop", async () => {
    const folder = mkdtempSync(join(root, ".run-"));
    const file = join(folder, "notebook.ipynb");
    const cell = (code: string) => `\`\`\`typescript\n${code}\n\`\`\`\n`;
    const note =
      'import { writeFileSync } from "node:fs";\nwriteFileSync("pid", String(process.pid));';
    const source = cell(note) + cell("for (;;);");
    writeFileSync(file, notebookText(makeEdition(source, "complete", "loop.md")));
    try {
      const script = join(root, "src", "tools", "notebooks", "execute.py");
      const owner = spawn(venvPython(root), ["-I", script, file], { env: jupyterEnv(root) });
      running.push(owner);
      while (!existsSync(join(folder, "pid"))) await sleep(100);
      await sleep(1000); // now it loops
      const kernel = Number(readFileSync(join(folder, "pid"), "utf8"));
      assert.deepEqual(await leftRunning([kernel], 0), [kernel]);
      owner.kill("SIGKILL");
      assert.deepEqual(await leftRunning([kernel], 5000), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
