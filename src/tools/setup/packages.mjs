/** Puts `node_modules` in the state that package-lock.json describes. */
import { hash } from "node:crypto";
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
import { failure, remedy } from "./faults.mjs";
import { ensure } from "./lock.mjs";
import { run } from "./programs.mjs";

/**
 * Installs what `npm start` needs, or all with the tools (linter, browser driver) that a maintainer
 * needs. Tools that are there stay. `.unfinished` is there while npm works, so that a folder left
 * half-made by a kill is made from scratch. Resolves with whether the tools are there.
 */
export async function installPackages(root, withTools) {
  const folder = join(root, "node_modules");
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const all = Object.entries(JSON.parse(lock).packages).filter(([path]) => path !== "");
  // They are others for another version of Node, kind of machine, or folder.
  const facts = [lock, process.versions.modules, process.platform, process.arch, root];
  const wanted = hash("sha256", facts.join("\n"));
  const needed = withTools || hasTools(root, all) ? all : all.filter(([, it]) => !it.dev);
  const isWhole = () => needed.every((it) => isThere(root, it));
  const stamp = join(folder, ".ready");
  await ensure(root, "Packages", { stamp, wanted, isWhole }, async (note) => {
    note("installing (about 30 s the first time)");
    const unfinished = join(folder, ".unfinished");
    if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
    await npmInstall(root, unfinished, needed === all ? "--include=dev" : "--omit=dev");
    // npm says nothing if an optional package, such as the compiler for this machine, is missing.
    if (!isWhole()) {
      throw remedy(
        "Cannot install the packages as some did not arrive: look whether the network lets " +
          "everything through, and run the same command again.",
      );
    }
    note("installed");
  });
  return hasTools(root, all);
}

/** Whether a tool that only a maintainer needs is installed. */
function hasTools(root, packages) {
  return packages.some(([path, it]) => it.dev && existsSync(join(root, path)));
}

/** Whether a package has its folder, or is optional (a compiler) and not for this kind of machine. */
function isThere(root, [path, { optional, os, cpu, libc }]) {
  const isForHere = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc;
  return (optional && !isForHere) || existsSync(join(root, path, "package.json"));
}

async function npmInstall(root, unfinished, kinds) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(unfinished, "");
  // No install script is needed. The kinds are said, as NODE_ENV or a setting may mean others.
  const flags =
    "--include=optional --no-save --ignore-scripts --no-audit --no-fund --prefer-offline";
  const retries = "--fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=2000";
  const args = ["install", kinds, ...flags.split(" "), ...retries.split(" "), "--loglevel=error"];
  const { code, output } = await npm(args, root);
  // After an end by a signal the mark stays: a package may be half-written.
  if (code !== 128) rmSync(unfinished, { force: true });
  if (code === 127) {
    throw remedy("Cannot install the packages as there is no npm: install Node from nodejs.org.");
  }
  if (code !== 0) throw failure("install the packages", output);
}

/** The npm that runs this script; if another tool does, the npm on the PATH. */
function npm(args, root) {
  const options = { cwd: root, env: { ...process.env, ...cachePlace() } };
  const own = process.env.npm_execpath;
  if (own && basename(own) === "npm-cli.js") return run(process.execPath, [own, ...args], options);
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}

/**
 * npm keeps its cache in the home folder. If that is not writable, or parts belong to root after an
 * old `sudo npm`, it gets another folder.
 */
function cachePlace() {
  const cache = process.env.npm_config_cache ?? join(homedir(), ".npm");
  const places = [cache, join(cache, "_cacache")].filter((place) => existsSync(place));
  try {
    for (const place of places.length > 0 ? places : [homedir()]) accessSync(place, constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: join(tmpdir(), `npm-cache-${process.getuid?.() ?? ""}`) };
  }
}
