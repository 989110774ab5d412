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
import { failure, remedy } from "./faults.mjs";
import { alone } from "./lock.mjs";
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
      // npm leaves out without a word what is optional and did not arrive: a tool for this machine.
      if (!isWhole(root, lock)) {
        throw remedy(
          "Cannot install the packages as some did not arrive: look whether the network lets " +
            "everything through, and run the same command again.",
        );
      }
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
    ([path, it]) => (it.optional && !isForHere(it)) || existsSync(join(root, path, "package.json")),
  );
}

/** Whether an optional package is the one for this kind of machine, as TypeScript and Biome have. */
function isForHere({ os, cpu, libc }) {
  return os?.includes(process.platform) && cpu?.includes(process.arch) && libc === undefined;
}

async function npmInstall(root, unfinished) {
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(unfinished, "");
  // No install script is needed; --include, since NODE_ENV or a setting might leave tools out.
  const flags =
    "--include=dev --include=optional --no-save --ignore-scripts --no-audit --no-fund --prefer-offline";
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

/**
 * npm keeps its cache in the home folder; where that cannot be written, or root has written to it
 * in an old `sudo npm`, it gets another place.
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
