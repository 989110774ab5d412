import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { root } from "../context.js";
import {
  begin,
  failing,
  folder,
  goodNpm,
  makeProject,
  read,
  removeProject,
  write,
} from "./mini-project.js";

beforeEach(makeProject);
afterEach(removeProject);

/** A fault ends with its sentence, code 1, and no stack trace. */
function assertFault(result: ReturnType<typeof begin>, sentence: RegExp): void {
  assert.match(result.stderr, sentence);
  assert.doesNotMatch(result.stderr, /^\s+at /m);
  assert.equal(result.status, 1);
}

describe("the set-up", () => {
  it("installs, builds, hands over arguments, and passes on the exit code", () => {
    const { status, stdout } = begin(goodNpm, { args: ["start", "--a", "b c"] });
    assert.match(
      stdout,
      /^Packages: installed \(\d+\.\d s\)\nBuild: built \(.*\)\nhello --a b c\n$/,
    );
    assert.equal(status, 7);
  });

  it("does nothing the second time", () => {
    begin();
    const { stdout } = begin(failing("not called"));
    assert.match(stdout, /^Packages: ready \(0\.\d s\)\nBuild: ready \(0\.\d s\)\nhello\n$/);
  });

  const linter = () => existsSync(join(folder, "node_modules/linter"));
  const test = { args: ["test"] };

  it("installs a maintainer's tools for a test only, and then keeps them", () => {
    begin();
    assert.ok(!linter());
    assert.ok(!existsSync(join(folder, "dist/tools/notebooks/freeze.js")), "it needs a tool");
    assert.match(begin(goodNpm, test).stdout, /Packages: installed.*\nBuild: built/);
    assert.ok(linter());
    assert.ok(existsSync(join(folder, "dist/tools/notebooks/freeze.js")));
    assert.match(begin().stdout, /Packages: ready.*\nBuild: ready/);
    write("package-lock.json", read("package-lock.json").replace("}}", "}}\n"));
    assert.match(begin().stdout, /Packages: installed/);
    assert.ok(linter());
    assert.match(begin(goodNpm, test).stdout, /Packages: ready.*\nBuild: ready/);
  });

  it("opens the course without a network where the tools could not be added", () => {
    begin();
    assert.equal(begin(failing("npm error code ENOTFOUND"), test).status, 1);
    assert.equal(begin().status, 7);
    assert.ok(!linter());
  });

  it("installs development tools whatever NODE_ENV says, and leaves the lock file alone", () => {
    const lock = read("package-lock.json");
    begin(goodNpm, { ...test, env: { NODE_ENV: "production" } });
    assert.match(read("npm.log"), /^install --include=dev .*--no-save/);
    assert.equal(read("package-lock.json"), lock);
  });

  it("completes what a changed lock file or a lost package leaves missing", () => {
    begin();
    rmSync(join(folder, "node_modules/other"), { recursive: true });
    assert.match(begin().stdout, /Packages: installed/);
    write("package-lock.json", read("package-lock.json").replace("}}", "}}\n"));
    assert.match(begin().stdout, /Packages: installed/);
    assert.match(begin().stdout, /Packages: ready/);
  });

  it("starts over where an installation was killed in the middle", () => {
    const killed = `${goodNpm}; require("node:fs").writeFileSync("node_modules/other/half", "");
      process.kill(process.pid, "SIGKILL");`;
    assert.equal(begin(killed).status, 1);
    assert.ok(existsSync(join(folder, "node_modules/other/half")));
    assert.match(begin().stdout, /Packages: installed/);
    assert.ok(!existsSync(join(folder, "node_modules/other/half")));
  });

  it("keeps what is there where the installation fails by itself", () => {
    begin();
    write("package-lock.json", read("package-lock.json").replace("}}", "}}\n"));
    assert.equal(begin(failing("npm error code ENOTFOUND")).status, 1);
    write("node_modules/other/kept", "");
    begin();
    assert.ok(existsSync(join(folder, "node_modules/other/kept")));
  });

  it("builds again what changed, was broken off or lost, and removes what has no source", () => {
    begin();
    write("dist/tools/gone.js", "");
    write("dist/test/kept.test.js", "");
    write("src/tools/jupyterlab/start.ts", "export const changed = 1;");
    assert.match(begin().stdout, /Build: built/);
    assert.ok(!existsSync(join(folder, "dist/tools/gone.js")));
    assert.ok(existsSync(join(folder, "dist/test/kept.test.js")));
    rmSync(join(folder, "dist/tools/jupyterlab/start.js"));
    assert.match(begin().stdout, /Build: built/);
    write("tsconfig.json", "{ }");
    assert.equal(begin(goodNpm, { env: { KILL_TSC: "1" } }).status, 1);
    assert.match(begin().stdout, /Build: built/);
    assert.match(begin().stdout, /Build: ready/);
  });

  it("waits for another that is at it, but not for a dead one", () => {
    const sleeper = "setTimeout(() => {}, 30000)";
    const dead = spawnSync(process.execPath, ["-e", "process.kill(process.pid, 'SIGKILL')"]).pid;
    write(".run-lock", String(dead));
    assert.equal(begin().status, 7);
    // The id of a living process, which has not made this lock: it says nothing.
    write(".run-lock", String(process.pid));
    const before = new Date(Date.now() - 120_000);
    utimesSync(join(folder, ".run-lock"), before, before);
    write("tsconfig.json", "{    }");
    assert.equal(begin().status, 7);
    write("tsconfig.json", "{  }");
    const other = `
      const { spawn } = require("node:child_process");
      const sleeper = spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}]);
      require("node:fs").writeFileSync(".run-lock", String(sleeper.pid));
      const second = spawn(process.execPath, ["src/tools/setup/begin.mjs", "start"]);
      let printed = "";
      second.stdout.on("data", (text) => { printed += text; });
      setTimeout(() => {
        console.log("before", printed.includes("Build"));
        sleeper.kill("SIGKILL");
      }, 1500);
      second.on("close", () => console.log("after", printed.includes("Build: built")));`;
    const { stdout } = spawnSync(process.execPath, ["-e", other], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(stdout, "before false\nafter true\n");
    assert.ok(!existsSync(join(folder, ".run-lock")));
  });
});

describe("a fault of the set-up gets one sentence", () => {
  const beginIn = (node: string) => {
    const versions = `{ value: { ...process.versions, node: "${node}" } }`;
    const pretend = `data:text/javascript,Object.defineProperty(process, "versions", ${versions})`;
    return begin(goodNpm, { flags: ["--import", pretend] });
  };
  for (const node of ["12.22.12", "18.20.1", "20.18.3", "21.7.3", "22.11.0"]) {
    it(`Node ${node}, whose kernel could not require an ES module`, () => {
      const says = `^Cannot start as Node >= 22\\.12 is needed, or 20 .*: current version is ${node}\\. .*\\n$`;
      assertFault(beginIn(node), new RegExp(says));
    });
  }
  for (const node of ["20.19.0", "22.12.0", "23.0.0", "26.1.0"]) {
    it(`not Node ${node}`, () => assert.equal(beginIn(node).status, 7));
  }

  it("nothing in the entry that an old Node cannot read", () => {
    const entry = readFileSync(join(root, "src", "tools", "setup", "begin.mjs"), "utf8");
    assert.doesNotMatch(entry.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""), /\bawait\b|\?\?|\?\.|\|\|=/);
  });

  it("a tool for this machine that npm left out without a word", () => {
    const lock = JSON.parse(read("package-lock.json"));
    lock.packages["node_modules/tool"] = {
      optional: true,
      os: [process.platform],
      cpu: [process.arch],
    };
    lock.packages["node_modules/other-tool"] = { optional: true, os: ["aix"], cpu: ["ppc64"] };
    write("package-lock.json", JSON.stringify(lock));
    const stingy = goodNpm.replace(
      "  if (name)",
      '  if (name.endsWith("tool")) continue;\n  if (name)',
    );
    const missing = /^Cannot install the packages as some did not arrive: look whether/;
    assertFault(begin(stingy), missing);
    assertFault(begin(stingy), missing);
    assert.match(begin().stdout, /Packages: installed/);
  });

  it("an unknown command", () => {
    const result = begin(goodNpm, { args: ["stat"] });
    assertFault(
      result,
      /^Cannot run 'stat': the commands are start, test, soak, freeze, bench, host\.\n$/,
    );
  });

  const faults: [fault: string, printed: string, sentence: RegExp][] = [
    ["no network", "npm error code ENOTFOUND", /as the package server cannot be reached: connect/],
    [
      "a broken line",
      "npm error network read ECONNRESET",
      /as the package server cannot be reached/,
    ],
    ["a full disk", "npm error ENOSPC: no space left on device", /as the disk is full: free 1 GB/],
    [
      "no permission",
      "npm error Error: EACCES: permission denied, mkdir 'node_modules'",
      /as you may not write to .*node_modules: copy the project/,
    ],
    [
      "something else",
      "npm error\nnpm error odd",
      /npm error odd\nCannot install the packages: the lines/,
    ],
  ];
  for (const [fault, printed, sentence] of faults) {
    it(fault, () => assertFault(begin(failing(printed)), sentence));
  }

  it("no npm at all", () => {
    const env = { npm_execpath: "", PATH: join(folder, "nothing") };
    assertFault(begin(goodNpm, { env }), /^Cannot install the packages as there is no npm/);
  });

  it("an error that nobody expected, whose stack DEBUG=1 shows", () => {
    write("src/tools/jupyterlab/start.ts", "throws");
    assertFault(begin(), /^Cannot go on: odd \(set DEBUG=1 to see where\)\n$/);
    const { stderr, status } = begin(goodNpm, { env: { DEBUG: "1" } });
    assert.match(stderr, /^Error: odd\n +at main .*start\.js/);
    assert.equal(status, 1);
  });

  it("sources that do not compile", () => {
    write("src/tools/jupyterlab/start.ts", "wrong");
    assertFault(begin(), /error TS1234: Wrong\.\nCannot build as the sources do not compile/);
  });
});
