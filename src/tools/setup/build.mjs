/** Compiles `src` into `dist` when they do not match. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { failure, remedy } from "./faults.mjs";
import { alone } from "./lock.mjs";
import { run, step } from "./programs.mjs";

/**
 * Builds in place, so that what runs from an older build goes on. The stamp is taken away first:
 * a build that was broken off is done again.
 */
export async function build(root) {
  const stamp = join(root, "dist", ".built");
  const sources = filesBelow(join(root, "src")).filter((file) => /\.ts$/.test(file));
  const wanted = fingerprint(root, sources);
  const outputs = new Set(sources.map((file) => outputOf(root, file)));
  const isReady = () =>
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === wanted &&
    [...outputs].every((file) => existsSync(file));
  await step("Build", async (note) => {
    if (isReady()) return note("ready");
    await alone(root, async () => {
      if (isReady()) return; // another start has done it meanwhile
      rmSync(stamp, { force: true });
      await compile(root);
      removeStale(join(root, "dist"), outputs);
      writeFileSync(stamp, wanted);
    });
    note("built");
  });
}

async function compile(root) {
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const { code, output } = await run(process.execPath, [tsc, "-p", "."], { cwd: root });
  if (/error TS\d+/.test(output)) {
    throw remedy(`${output.trim()}\nCannot build as the sources do not compile: mend the above.`);
  }
  if (code !== 0) throw failure("build the lab", output);
}

function fingerprint(root, sources) {
  const hash = createHash("sha256");
  for (const file of [...sources, join(root, "tsconfig.json"), join(root, "package-lock.json")]) {
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** What a deleted source once became would still be found by an import, or by a test. */
function removeStale(dist, outputs) {
  for (const file of filesBelow(dist)) {
    const inTests = relative(dist, file).startsWith("test");
    const made = file.replace(/\.d\.ts$/, ".js");
    if (!inTests && /\.js$/.test(made) && !outputs.has(made)) rmSync(file);
  }
}

function outputOf(root, source) {
  const path = relative(join(root, "src"), source).replace(/ts$/, "js");
  return join(root, "dist", path);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}
