import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../context.js";

/** Installs what the real one would: a compiler, which writes a command that says hello. */
export const goodNpm = `
const { mkdirSync, writeFileSync, readFileSync, appendFileSync } = require("node:fs");
appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
const { packages } = JSON.parse(readFileSync("package-lock.json"));
for (const [name, { dev }] of Object.entries(packages)) {
  if (dev && process.argv.includes("--omit=dev")) continue;
  if (name) mkdirSync(name + "/bin", { recursive: true });
  if (name) writeFileSync(name + "/package.json", "{}");
}
writeFileSync("node_modules/typescript/bin/tsc", \`
  const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
  const start = readFileSync("src/tools/jupyterlab/start.ts", "utf8");
  if (start === "wrong") {
    console.log("src/tools/jupyterlab/start.ts(1,1): error TS1234: Wrong.");
    process.exit(2);
  }
  for (const file of ["jupyterlab/start.js", "npm-test.js", "notebooks/freeze.js"]) {
    mkdirSync(require("node:path").dirname("dist/tools/" + file), { recursive: true });
    writeFileSync("dist/tools/" + file, "export async function main({ args }) {" +
      (start === "throws" ? "throw Error('odd');" : "console.log('hello', ...args); return 7;") + "}");
  }
  if (process.env.KILL_TSC) process.kill(process.pid, "SIGKILL");
\`);`;
/** An npm that prints this and gives up. */
export const failing = (text: string) => `console.error(${JSON.stringify(text)}); process.exit(1);`;

/** The folder of the project of this test. */
export let folder: string;

/** A project in a folder of its own, with our set-up and nothing to install or build. */
export function makeProject(): void {
  folder = mkdtempSync(join(tmpdir(), "폴더 with a space "));
  cpSync(join(root, "src", "tools", "setup"), join(folder, "src", "tools", "setup"), {
    recursive: true,
    filter: (path) => !path.endsWith(".ts"),
  });
  const packages = { typescript: {}, other: {}, linter: { dev: true } };
  const paths = Object.entries(packages).map(([name, it]) => [`node_modules/${name}`, it]);
  const lock = { packages: { "": {}, ...Object.fromEntries(paths) } };
  write("package-lock.json", JSON.stringify(lock));
  write("package.json", '{ "type": "module" }');
  write("tsconfig.json", "{}");
  for (const file of ["jupyterlab/start.ts", "npm-test.ts", "notebooks/freeze.ts"]) {
    write(`src/tools/${file}`, "export {}");
  }
}

/** Takes it away. */
export function removeProject(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes a file of the project. */
export function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A file of the project; empty where there is none. */
export function read(path: string): string {
  return existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : "";
}

/** Runs its begin.mjs with a stand-in for npm. */
export function begin(npm = goodNpm, { args = ["start"], flags = [] as string[], env = {} } = {}) {
  write("stub/npm-cli.js", npm);
  write("stub/package.json", '{ "type": "commonjs" }');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, "src/tools/setup/begin.mjs", ...args],
    {
      cwd: folder,
      encoding: "utf8",
      timeout: 30_000,
      env: { ...process.env, npm_execpath: join(folder, "stub", "npm-cli.js"), ...env },
    },
  );
  return { status, stdout, stderr };
}
