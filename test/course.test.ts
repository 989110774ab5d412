import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = readdirSync(join(root, "notebooks")).filter((file) => file.endsWith(".md"));
const sources = readdirSync(join(root, "notebooks/source")).filter((file) => file.endsWith(".md"));

/** Targets of the Markdown links and pictures of a text, code left out. */
function links(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** Anchors that GitHub and JupyterLab make of a page's headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Every link of a page that leads nowhere; `at` is where the page stands when it is read. */
function deadLinks(text: string, at: string): string[] {
  return links(text).filter((target) => {
    if (/^https?:/.test(target)) return !URL.canParse(target);
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? at : join(dirname(at), decodeURI(path));
    if (!existsSync(join(root, file))) return true;
    return anchor !== undefined && file.endsWith(".md") && !anchors(read(file)).includes(anchor);
  });
}

test("no link leads nowhere: README, pages and notebooks", () => {
  assert.deepEqual(deadLinks("[a](gone.md) [b](#not-there)", "README.md"), [
    "gone.md",
    "#not-there",
  ]);
  const texts = [
    ["README.md", read("README.md")],
    ...pages.map((page) => [`notebooks/${page}`, read(`notebooks/${page}`)]),
    ...sources.map((name) => [
      `notebooks/${name.replace(".md", ".ipynb")}`,
      read(`notebooks/source/${name}`),
    ]),
  ] as const;
  const dead = texts.flatMap(([at = "", text = ""]) =>
    deadLinks(text, at).map((link) => `${at}: ${link}`),
  );
  assert.deepEqual(dead, []);
});

for (const source of sources) {
  const text = read(`notebooks/source/${source}`);
  const first = text.slice(0, text.indexOf("```"));
  const notebook = source.replace(".md", ".ipynb");

  test(`${source}: its first cell leads to map and glossary, and both tables name it`, () => {
    assert.ok(links(first).includes("map.md") && links(first).includes("glossary.md"));
    assert.ok(links(read("notebooks/map.md")).includes(notebook));
    assert.ok(links(read("README.md")).includes(`notebooks/${notebook}`));
  });

  test(`${source}: it takes the minutes that it, the map and the README say`, () => {
    const said = Number(/alone (\d+) minutes/.exec(first)?.[1]);
    const prose = text.replace(/```[\s\S]*?```/g, "").replace(/<[^>]+>/g, " ");
    const words = prose.split(/\s+/).length;
    const count = (tag: string) => text.match(new RegExp(`tags=\\["${tag}"\\]`, "g"))?.length ?? 0;
    const minutes = words / 150 + 2 * count("prediction") + 6 * count("exercise");
    assert.ok(minutes <= said + 2, `${Math.round(minutes)} minutes by its length, ${said} said`);
    for (const page of ["README.md", "notebooks/map.md"]) {
      const row = read(page)
        .split("\n")
        .find((line) => line.startsWith("|") && /\| \d+/.test(line) && line.includes(notebook));
      assert.equal(Number(/\| (\d+)/.exec(row ?? "")?.[1]), said, `${page} says otherwise`);
    }
  });

  test(`${source}: half prose, short cells, a prediction, an exercise with its check`, () => {
    const cells = [...text.matchAll(/^```typescript(.*)\n([\s\S]*?)^```$/gm)].map(
      ([, tags, code]) => {
        return { tags: tags!, lines: code!.trimEnd().split("\n").length };
      },
    );
    const long = cells.filter(({ lines }) => lines > 24);
    assert.deepEqual(long, [], "a cell is longer than 24 lines");
    const tagged = (tag: string) => cells.filter(({ tags }) => tags.includes(`"${tag}"`)).length;
    assert.ok(tagged("prediction") >= 1, "nothing to predict");
    assert.ok(tagged("exercise") >= 1, "nothing to do");
    assert.equal(tagged("exercise"), tagged("check"), "an exercise without a check");
    assert.match(text, /<details>/, "an exercise without a hint");
  });
}

test("the lock file names every platform's tools, as npm 10 adds none that it lacks", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const wanted = Object.values(packages).flatMap((it) =>
    Object.keys(it.optionalDependencies ?? {}),
  );
  const missing = wanted.filter((name) => !(`node_modules/${name}` in packages));
  assert.ok(wanted.length > 10);
  assert.deepEqual(missing, []);
});
