/** Compiles `src` into `dist` when they do not match. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { failure, remedy } from "./faults.mjs";
import { ensure } from "./lock.mjs";
import { run } from "./programs.mjs";

/**
 * Builds all of `src` or, where the maintainer's tools are not installed, what needs none of them.
 * It builds in place, so that what runs from an older build goes on.
 */
export async function build(root, withTools) {
  const whole = join(root, "tsconfig.json");
  const config = withTools ? whole : join(root, "src", "tools", "setup", "tsconfig.json");
  const sources = sourcesOf(root, config);
  const lock = join(root, "package-lock.json");
  const wanted = fingerprint(root, [...sources, whole, config, lock]);
  const outputs = new Set(sources.map((file) => outputOf(root, file)));
  const isWhole = () => [...outputs].every((file) => existsSync(file));
  const stamp = join(root, "dist", ".built");
  await ensure(root, "Build", { stamp, wanted, isWhole }, async (note) => {
    await compile(root, config);
    removeStale(join(root, "dist"), outputs);
    note("built");
  });
}

/** The TypeScript files of `src` that the configuration does not exclude. */
function sourcesOf(root, config) {
  const { exclude = [] } = JSON.parse(readFileSync(config, "utf8"));
  const excluded = exclude.map((path) => resolve(dirname(config), path));
  return allBelow(join(root, "src")).filter(
    (file) => file.endsWith(".ts") && !excluded.includes(file),
  );
}

async function compile(root, config) {
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const { code, output } = await run(process.execPath, [tsc, "-p", config], { cwd: root });
  if (/error TS\d+/.test(output)) {
    throw remedy(`${output.trim()}\nCannot build as the sources do not compile: mend the above.`);
  }
  if (code !== 0) throw failure("build the lab", output);
}

function fingerprint(root, files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** Removes what a source that is gone once became: an import, or a test, would still find it. */
function removeStale(dist, outputs) {
  for (const file of allBelow(dist)) {
    const inTests = relative(dist, file).startsWith("test");
    const made = file.replace(/\.d\.ts$/, ".js");
    if (!inTests && /\.js$/.test(made) && !outputs.has(made)) rmSync(file);
  }
}

function outputOf(root, source) {
  return join(root, "dist", relative(join(root, "src"), source)).replace(/ts$/, "js");
}

function allBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, path))
    .sort();
}
