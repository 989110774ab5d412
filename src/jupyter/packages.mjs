/** Puts `node_modules` in the state that package-lock.json describes. */
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { alone } from "./alone.mjs";
import { failure, remedy } from "./faults.mjs";
import { run, step } from "./programs.mjs";

/**
 * Runs `npm install` where it is needed. `.ready` says for what the folder was made; `.unfinished`
 * is there while npm works, so that a folder left half-made by a kill is made from scratch.
 */
export async function installPackages(root) {
  const folder = join(root, "node_modules");
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const wanted = fingerprint(lock, root);
  const isReady = () => read(join(folder, ".ready")) === wanted && isWhole(root, lock);
  await step("Packages", async (note) => {
    if (isReady()) return note("ready");
    await alone(root, async () => {
      if (isReady()) return; // another start has done it meanwhile
      note("installing (about 30 s the first time)");
      const unfinished = join(folder, ".unfinished");
      if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
      rmSync(join(folder, ".ready"), { force: true });
      await npmInstall(root, unfinished);
      writeFileSync(join(folder, ".ready"), wanted);
    });
    note("installed");
  });
}

/** The folder fits this lock file, this Node, this kind of machine and this place only. */
function fingerprint(lock, root) {
  const facts = [lock, process.versions.modules, process.platform, process.arch, root];
  return createHash("sha256").update(facts.join("\n")).digest("hex");
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Whether every package that this machine needs has its folder. */
function isWhole(root, lock) {
  return Object.entries(JSON.parse(lock).packages).every(
    ([path, { optional }]) => optional || existsSync(join(root, path, "package.json")),
  );
}

async function npmInstall(root, unfinished) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(unfinished, "");
  // No install script is needed; --include=dev, since NODE_ENV=production would leave tools out.
  const flags = "--include=dev --no-save --ignore-scripts --no-audit --no-fund --prefer-offline";
  const retries = "--fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=2000";
  const args = ["install", ...flags.split(" "), ...retries.split(" "), "--loglevel=error"];
  const { code, output } = await npm(args, root);
  // An end by a signal leaves the mark: npm may have been in the middle of a package.
  if (code !== 128) rmSync(unfinished, { force: true });
  if (code === 127) {
    throw remedy("Cannot install the packages as there is no npm: install Node from nodejs.org.");
  }
  if (code !== 0) throw failure("install the packages", output);
}

/** The npm that runs this script; where another tool does, the one on the PATH. */
function npm(args, root) {
  const options = { cwd: root, env: { ...process.env, ...cachePlace() } };
  const own = process.env.npm_execpath;
  if (own && basename(own) === "npm-cli.js") return run(process.execPath, [own, ...args], options);
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}

/** npm keeps its cache in the home folder; where that cannot be written, it gets another place. */
function cachePlace() {
  try {
    accessSync(homedir(), constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: join(tmpdir(), `npm-cache-${process.getuid?.() ?? ""}`) };
  }
}
