import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { root } from "../context.js";

/** Bytes of the files in a folder, those of nested packages left out: they count themselves. */
function bytesIn(folder: string): number {
  const sizes = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? 0 : bytesIn(path);
    return entry.isFile() ? statSync(path).size : 0;
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

it("what a reader has to install takes at most 140 MB", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: true }>;
  };
  const readers = Object.entries(lock.packages).filter(([path, it]) => path !== "" && !it.dev);
  const here = readers.map(([path]) => join(root, path)).filter((folder) => existsSync(folder));
  const megabytes = here.reduce((sum, folder) => sum + bytesIn(folder), 0) / 1e6;
  assert.ok(here.length > 30, "they are installed");
  assert.ok(megabytes <= 140, `${megabytes.toFixed(1)} MB`);
});
