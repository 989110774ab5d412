import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { root } from "./tools/context.js";

/** The rooms, one under the other: imports go down this list. */
const ROOMS = ["page", "lessons", "figures", "experiments", "jobs", "lab"];
/** Rooms beside them: nobody but the tools imports from `tools`, and `words` imports no room's values. */
const APART = ["tools", "words"];
/** Words may know the types of what they speak of: nothing is left of those when the code runs. */
const TYPES = /^import type\b[^;"]*"[^"]+";$/gm;

/** What the tools may know of the rooms. */
const TOOLS_MAY: Readonly<Record<string, readonly string[]>> = {
  "tools/jupyterlab/class-queue.ts": ["lab/ways/queue/broker.ts"],
  "tools/guest.ts": ["jobs/for-others.ts", "lab/ways/queue/host.ts", "lab/ways/queue/wire.ts"],
  "tools/host.ts": ["jobs/for-others.ts", "lab/machine.ts", "lab/ways/queue/wire.ts"],
};

const read = (path: string) => readFileSync(join(root, path), "utf8");
const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.\w+$/.test(file) && !file.includes("__pycache__"));
const roomOf = (file: string) => file.split("/")[0]!;

/** The files of src that a pattern finds in a file, whose first group is a path. */
function found(file: string, pattern: RegExp): string[] {
  const text = read(`src/${file}`).replace(roomOf(file) === "words" ? TYPES : /$^/, "");
  return [...text.matchAll(pattern)].flatMap(([, path]) => {
    // Built, `dist/lab/x.js` reads what is not built from `src`.
    const at = posix.join(posix.dirname(file), path!).replace(/^.*\.\.\/src\//, "");
    const source = [at, at.replace(/js$/, "ts")].find((it) => files.includes(it));
    return source === undefined ? [] : [source];
  });
}

const code = files.filter((file) => /\.(ts|mjs|js)$/.test(file));
const imports = new Map(
  code.map((file) => [
    file,
    [
      ...found(file, /^(?:import|export)\b[^;"]*?"(\.[^"]+)"/gm),
      ...found(file, /\bimport\("(\.[^"]+)"\)/g),
    ],
  ]),
);
/** Files that are started in a thread or a process, or read, by their addresses. */
const addresses = (file: string) => found(file, /new URL\(\s*"(\.[^"]+)"/g);

test("src holds the door and its rooms, no file over 250 lines", () => {
  const known = ["index.ts", ...ROOMS, ...APART];
  assert.deepEqual(
    readdirSync(join(root, "src")).filter((name) => !known.includes(name)),
    [],
  );
  const lines = (file: string) => read(`src/${file}`).trimEnd().split("\n").length;
  assert.deepEqual(
    files.filter((file) => lines(file) > 250),
    [],
  );
});

test("the door holds exports only, of at most 40 names", async () => {
  const rest = read("src/index.ts")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^export (type )?(\* as \w+|\{[^}]*\}) from "[^"]+";$/gm, "")
    .trim();
  assert.equal(rest, "");
  const names = read("src/index.ts").matchAll(/^export (?:type )?(?:\* as (\w+)|\{([^}]*)\})/gm);
  const all = [...names].flatMap(([, noun, list]) => noun ?? list!.split(",").filter(Boolean));
  assert.ok(all.length > 10 && all.length <= 40, `${all.length} names`);
});

test("every import goes down the rooms", () => {
  const floor = (file: string) => ROOMS.indexOf(roomOf(file));
  assert.ok([...imports.values()].flat().length > 200, "imports are not found");
  const wrong = [...imports].flatMap(([file, others]) =>
    [...others, ...addresses(file)]
      .filter((other) => {
        const [from, to] = [roomOf(file), roomOf(other)];
        if (file === "index.ts" || from === to || to === "words") return false;
        if (from === "tools") return !TOOLS_MAY[file]?.includes(other);
        return !(ROOMS.includes(from) && ROOMS.includes(to) && floor(file) < floor(other));
      })
      .map((other) => `${file} -> ${other}`),
  );
  assert.deepEqual(wrong, []);
});

test("no circle of imports, not even between files", () => {
  const done = new Set<string>();
  const circle = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const other of imports.get(file) ?? []) {
      const found = circle(other, [...path, file]);
      if (found) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) assert.equal(circle(file, [])?.join(" -> "), undefined);
});

test("the README's map names every room, and its six files to read are there and short", () => {
  const readme = read("README.md");
  const map = /^notebooks\/ [\s\S]*?^test\//m.exec(readme)?.[0] ?? "";
  const rooms = [...map.matchAll(/^ {2}(\S+?)\/? /gm)].map(([, name]) => name);
  const here = readdirSync(join(root, "src"));
  assert.deepEqual([...rooms].sort(), here.sort());
  const order = rooms.filter((room) => ROOMS.includes(room!));
  assert.deepEqual(order, ROOMS);
  const list = /read six files: (.*)\./.exec(readme)?.[1] ?? "";
  const six = [...list.matchAll(/`(?:src\/)?([\w/.-]+)`/g)].map(([, file]) => `src/${file}`);
  assert.equal(six.length, 6);
  for (const file of six) assert.ok(existsSync(join(root, file)), `${file} is not there`);
  const lines = six.map((file) => read(file).trimEnd().split("\n").length);
  assert.ok(lines.reduce((sum, more) => sum + more) < 700, `${lines}`);
});
