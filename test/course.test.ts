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

  const prose = text.replace(/```[\s\S]*?```/g, "");
  const cells = [...text.matchAll(/^```typescript(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, tags, code]) => ({ tags: tags!, code: code!, lines: code!.trimEnd().split("\n").length }),
  );
  const tagged = (tag: string) => cells.filter(({ tags }) => tags.includes(`"${tag}"`));

  test(`${source}: it takes the minutes that it, the map and the README say`, () => {
    const time =
      /\*\*Time:\*\* (\d+) minutes to read, run and vote · (\d+) with the exercises · (\d+) at the least/;
    const [, read1, all1, least1] = time.exec(first) ?? [];
    const [reading, all, least] = [Number(read1), Number(all1), Number(least1)] as const;
    const words = prose.replace(/<[^>]+>/g, " ").split(/\s+/).length;
    const votes = tagged("prediction").length;
    const minutes = words / 150 + cells.length / 2 + 3 * votes;
    assert.ok(
      Math.abs(minutes - reading) <= 5,
      `${Math.round(minutes)} by its length, ${reading} said`,
    );
    const exercises = tagged("exercise").length;
    assert.ok(
      all - reading >= 8 * exercises && all - reading <= 20 * exercises,
      `${all} with exercises`,
    );
    assert.ok(least < reading, `${least} at the least`);
    for (const page of ["README.md", "notebooks/map.md"]) {
      const row = read(page)
        .split("\n")
        .find((line) => line.startsWith("|") && line.includes(notebook));
      assert.match(row ?? "", new RegExp(`\\| ${reading} · ${all}\\b`), `${page} says otherwise`);
    }
  });

  test(`${source}: short cells, two to four votes, each with an example, exercises with a check`, () => {
    const long = cells.filter(({ lines }) => lines > 24);
    assert.deepEqual(long, [], "a cell is longer than 24 lines");
    const votes = tagged("prediction");
    assert.ok(votes.length >= 2 && votes.length <= 4, `${votes.length} votes`);
    for (const { code } of votes) assert.match(code, /^\/\/ EXAMPLE /m, code);
    for (const section of text.split(/^## /m).filter((it) => it.includes('"prediction"'))) {
      assert.match(
        section,
        /^<details><summary>After running<\/summary>$/m,
        section.split("\n")[0],
      );
    }
    assert.ok(tagged("exercise").length >= 1, "nothing to do");
    assert.equal(tagged("exercise").length, tagged("check").length, "an exercise without a check");
  });

  test(`${source}: numbered sections ask, and end in one bold sentence`, () => {
    const sections = prose.split(/^## /m).filter((it) => /^\d+\. /.test(it));
    assert.ok(sections.length >= 3);
    for (const section of sections) {
      const [heading = ""] = section.split("\n");
      assert.match(heading, /\?\s*$/, heading);
      const bold = section.match(/^\*\*[^*]+\*\*$/gm) ?? [];
      assert.equal(bold.length, 1, `${heading}: ${bold.length} take-aways`);
    }
  });

  test(`${source}: opens with two questions, ends in plain Node`, () => {
    const opening = text.slice(0, text.search(/^## /m));
    const questions = opening.match(/<details>/g) ?? [];
    if (!source.startsWith("00")) assert.equal(questions.length, 2, "two questions about before");
    assert.match(text, /^## In plain Node$/m);
    const programs = [...text.matchAll(/program\("([^"]+)"\)/g)].map(([, name]) => name!);
    assert.ok(programs.length > 0, "shows no program of notebooks/plain");
    for (const name of programs) assert.ok(existsSync(join(root, "notebooks/plain", name)), name);
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
