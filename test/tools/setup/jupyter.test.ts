import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Context, Ended } from "#dist/tools/setup/context.js";
import { findPython, installJupyter, jupyterEnv, otherJupyter } from "#dist/tools/setup/jupyter.js";
import { installOptional } from "#dist/tools/setup/optional.js";
import { context } from "../context.js";

type Answers = Readonly<Record<string, string | ((args: readonly string[]) => string | Ended)>>;

/** A machine on which only these programs exist; by name, with what they print. */
function machine(answers: Answers, root = "/course"): Context & { readonly calls: string[] } {
  const calls: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<Ended> => {
    const name = command.replace(`${join(root, ".venv")}`, ".venv");
    calls.push([name, ...args].join(" "));
    const answer = answers[name] ?? { code: 127, output: "not found" };
    const said = typeof answer === "function" ? answer(args) : answer;
    return typeof said === "string" ? { code: 0, output: said } : said;
  };
  return { ...context, root, run, calls };
}

describe("finding a Python", () => {
  it("takes the first that is new enough and has venv", async () => {
    const old = machine({ python3: "\nanswer 308 1\n", python: "\nanswer 310 1\n" });
    assert.deepEqual(await findPython(old), ["python"]);
    const windows = machine({ py: (args) => (args[0] === "-3" ? "\nanswer 314 1\n" : "") });
    assert.deepEqual(await findPython(windows), ["py", "-3"]);
    const two = machine({ python3: "\nanswer 311 0\n", "python3.12": "\nanswer 312 1\n" });
    assert.deepEqual(await findPython(two), ["python3.12"]);
  });

  it("is not misled by what a Python prints of itself", async () => {
    const loud = "Warning: answer 42\nDeprecationWarning\n\nanswer 313 1\n";
    assert.deepEqual(await findPython(machine({ python3: loud })), ["python3"]);
  });

  const missing: [what: string, answers: Answers, sentence: RegExp][] = [
    ["none", {}, /as Python >= 3\.10 is needed: there is none on the PATH\. Install/],
    ["an old one", { python: "\nanswer 309 1\n" }, /is needed: the one here is older\. Install/],
    ["one without venv", { python3: "\nanswer 311 0\n" }, /no `venv`: .*apt install python3-venv/],
    ["a stub that only opens a shop", { python: () => ({ code: 9009, output: "" }) }, /none on/],
  ];
  for (const [what, answers, sentence] of missing) {
    it(`says what to do where there is ${what}`, async () => {
      await assert.rejects(findPython(machine(answers)), { name: "Remedy", message: sentence });
    });
  }
});

describe("the Python environment", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "venv "));
    mkdirSync(join(folder, ".binder"));
    writeFileSync(join(folder, ".binder", "requirements.txt"), "jupyterlab==4.6.6\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const own = process.platform === "win32" ? ".venv\\Scripts\\python.exe" : ".venv/bin/python";
  const isPip = (args: readonly string[]) => args.includes("pip");
  const good: Answers = {
    python3: (args) => {
      if (args.includes("venv")) mkdirSync(join(folder, ".venv"), { recursive: true });
      return "\nanswer 311 1\n";
    },
    [own]: "",
  };
  const works = (call: string) => /-m (venv|pip)/.exec(call)?.[1] ?? "";
  const did = (on: { calls: string[] }) => on.calls.map(works).filter(Boolean).join(" ");

  it("is made once", async () => {
    const first = machine(good, folder);
    await installJupyter(first);
    assert.equal(did(first), "venv pip");
    const second = machine(good, folder);
    await installJupyter(second);
    assert.equal(did(second), "");
  });

  it("is made again where it was moved, broken off, or has lost a package", async () => {
    await installJupyter(machine(good, folder));
    writeFileSync(join(folder, ".venv", ".ready"), '{"root":"/elsewhere"}');
    const moved = machine(good, folder);
    await installJupyter(moved);
    assert.equal(did(moved), "venv pip");
    const killed = {
      ...good,
      [own]: (args: readonly string[]) => ({ code: isPip(args) ? 128 : 0, output: "" }),
    };
    writeFileSync(join(folder, ".binder", "requirements.txt"), "jupyterlab==4.6.7\n");
    await assert.rejects(installJupyter(machine(killed, folder)));
    const after = machine(good, folder);
    await installJupyter(after);
    assert.equal(did(after), "venv pip");
    const lost = {
      ...good,
      [own]: (args: readonly string[]) => ({ code: isPip(args) ? 0 : 1, output: "" }),
    };
    const damaged = machine(lost, folder);
    await installJupyter(damaged);
    assert.equal(did(damaged), "venv pip");
  });

  it("is only added to where the list has changed, and used as it is without a network", async (test) => {
    await installJupyter(machine(good, folder));
    writeFileSync(join(folder, ".binder", "requirements.txt"), "jupyterlab==4.6.7\n");
    const offline = (args: readonly string[]) =>
      isPip(args)
        ? { code: 1, output: "NewConnectionError: Name or service not known" }
        : { code: 0, output: args.includes("--version") ? "4.6.6\n" : "" };
    const away = machine({ ...good, [own]: offline }, folder);
    const error = await installJupyter(away).catch((reason: Error) => reason);
    assert.match(
      (error as Error).message,
      /^Cannot install JupyterLab as the package server cannot/,
    );
    test.mock.method(console, "log", () => {});
    assert.match((await otherJupyter(away, error as Error))[0], /\.venv/);
    const back = machine(good, folder);
    await installJupyter(back);
    assert.equal(did(back), "pip");
  });
});

describe("optional packages", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "venv "));
    for (const name of [".binder", ".venv"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, ".binder", "optional.txt"), "one==1\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Installs on a machine whose pip ends like this; resolves with what is noted, and pip's calls. */
  async function install(ended: Ended): Promise<{ note: string | undefined; calls: string[] }> {
    const on = machine({ python: () => ended }, folder);
    const notes: string[] = [];
    const ensure: Context["ensure"] = (label, made, make) =>
      on.ensure(label, made, (_, before) => make((text) => void notes.push(text), before));
    await installOptional({ ...on, ensure }, "python");
    return { note: notes.at(-1), calls: [...on.calls] };
  }
  const none = { code: 1, output: "ERROR: No matching distribution found for one==1" };

  it("are installed once, the same files as when their hashes were written down", async () => {
    const { note, calls } = await install({ code: 0, output: "" });
    assert.equal(note, "installed");
    assert.match(calls[0]!, /--no-deps --require-hashes --only-binary :all: -r .*optional\.txt$/);
    assert.deepEqual((await install({ code: 0, output: "" })).calls, []);
    writeFileSync(join(folder, ".binder", "optional.txt"), "one==2\n");
    assert.equal((await install({ code: 0, output: "" })).calls.length, 1);
  });

  it("that are not there for this machine are told once, and the start goes on", async () => {
    assert.equal((await install(none)).note, "none for this machine (only 11 needs one)");
    assert.deepEqual((await install(none)).calls, []);
  });

  it("are asked for again at the next start if the network failed, or pip was ended", async (test) => {
    const log = test.mock.method(console, "log", () => {});
    const away = { code: 1, output: `Retrying after NewConnectionError\n${none.output}` };
    for (const ended of [away, { code: 128, output: "" }, { code: 127, output: "no python" }]) {
      assert.equal((await install(ended)).calls.length, 1);
      const said = String(log.mock.calls.at(-1)?.arguments[0]);
      assert.match(said, /Cannot install the optional packages.*\nOnly notebook 11 needs them\./s);
    }
    assert.match(String(log.mock.calls[0]?.arguments[0]), /package server cannot be reached/);
  });

  it("do not stand in the way of JupyterLab", async (test) => {
    test.mock.method(console, "log", () => {});
    writeFileSync(join(folder, ".binder", "requirements.txt"), "jupyterlab==4.6.6\n");
    const asked: string[] = [];
    const pip = (args: readonly string[]) => {
      asked.push(args.at(-1)!);
      return { code: args.at(-1)?.endsWith("optional.txt") ? 1 : 0, output: "odd" };
    };
    const own = process.platform === "win32" ? ".venv\\Scripts\\python.exe" : ".venv/bin/python";
    const on = machine({ python3: "\nanswer 311 1\n", [own]: pip }, folder);
    assert.match((await installJupyter(on))[0], /\.venv/);
    assert.match(asked.at(-1)!, /optional\.txt$/);
  });

  it("of this project are pinned, each with hashes", () => {
    const list = readFileSync(join(context.root, ".binder", "optional.txt"), "utf8");
    const packages = list
      .replace(/^#.*\n/gm, "")
      .replaceAll("\\\n", "")
      .trim()
      .split("\n");
    for (const line of packages) {
      assert.match(line, /^[\w-]+==[\d.]+( +--hash=sha256:[0-9a-f]{64})+$/);
    }
  });
});

describe("another Jupyter", () => {
  const fault = new Error("Cannot make the Python environment.");

  it("on the PATH is used where ours cannot be installed", async (test) => {
    const log = test.mock.method(console, "log", () => {});
    const warned = "Warning: old config\n4.5.1\n";
    const found = await otherJupyter(machine({ jupyter: warned }), fault);
    assert.deepEqual(found, ["jupyter", "lab"]);
    assert.match(
      String(log.mock.calls[0]?.arguments[0]),
      /environment\.\nGoing on with .* 4\.5\.1/,
    );
  });

  it("that is too old is named, with what is needed", async () => {
    const message =
      "Cannot make the Python environment.\nThe JupyterLab on the PATH is too old: it is 4.4.10, and >= 4.5 is needed.";
    await assert.rejects(otherJupyter(machine({ jupyter: "4.4.10\n" }), fault), { message });
  });

  it("that is not there leaves the first fault", async () => {
    await assert.rejects(otherJupyter(machine({}), fault), { message: fault.message });
  });

  it("writes inside the project only, and finds our kernel before all others", () => {
    const { HOME: _home, JUPYTER_PATH = "", ...env } = jupyterEnv("/course");
    assert.match(JUPYTER_PATH, /^[/\\]course[/\\].venv[/\\]share[/\\]jupyter/);
    assert.match(env.IPYTHONDIR ?? "", /^[/\\]course[/\\].venv[/\\]share[/\\]ipython/);
    for (const name of ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"]) {
      assert.match(env[name] ?? "", /[/\\]course[/\\]my-notebooks[/\\].jupyter/, name);
    }
  });

  it("writes its keys at home where the project's disk cannot hide them, as in WSL", () => {
    const windowsDisk = mkdtempSync(join(tmpdir(), "disk "));
    try {
      writeFileSync(join(windowsDisk, "package.json"), "{}", { mode: 0o777 });
      const { JUPYTER_RUNTIME_DIR = "" } = jupyterEnv(windowsDisk);
      assert.ok(JUPYTER_RUNTIME_DIR.startsWith(homedir()), JUPYTER_RUNTIME_DIR);
    } finally {
      rmSync(windowsDisk, { recursive: true, force: true });
    }
  });
});
