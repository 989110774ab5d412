import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Edition, makeEdition, NOT_WRITTEN } from "#dist/tools/notebooks/edition.js";
import { notebookText, whole } from "#dist/tools/notebooks/notebook.js";

const source = `# One

Prose before:

\`\`\`typescript tags=["a", "b"] id="set-up"
const one = 1;
\`\`\`

\`\`\`mermaid
# no heading
\`\`\`

More prose.

## Two: a question?

\`\`\`ts
no cell
\`\`\`

<details><summary>Hint</summary>Look above.</details>

\`\`\`typescript
function answer() {
  // BEGIN SOLUTION
  if (one) return 42;
  return 1;
  // END SOLUTION
}
\`\`\`

\`\`\`typescript
answer();
\`\`\`
`;

describe("an edition", () => {
  const student = makeEdition(source, "student", "try.md");
  const complete = makeEdition(source, "complete", "try.md");

  it("has a cell per fence, per stretch of prose and per heading", () => {
    assert.deepEqual(
      student.cells.map(({ cell_type, id }) => [cell_type, id]),
      [
        ["markdown", "one-text"],
        ["code", "set-up"],
        ["markdown", "one-text-2"],
        ["markdown", "two-a-question-text"],
        ["code", "two-a-question-code"],
        ["code", "two-a-question-code-2"],
      ],
    );
    assert.equal(whole(student.cells[0]?.source), "# One\n\nProse before:");
    assert.match(
      whole(student.cells[2]?.source),
      /^```mermaid\n# no heading\n```\n\nMore prose\.$/,
    );
    assert.match(whole(student.cells[3]?.source), /no cell[\s\S]*<\/details>$/);
  });

  it("makes metadata of the attributes, but the id", () => {
    assert.deepEqual(student.cells[1]?.metadata, { tags: ["a", "b"] });
  });

  it("leaves a blank, as deep as the answer was", () => {
    const blank = `function answer() {\n  throw new Error("${NOT_WRITTEN}");\n}`;
    assert.equal(whole(student.cells[4]?.source), blank);
  });

  it("or the answer without its marks", () => {
    const answer = "function answer() {\n  if (one) return 42;\n  return 1;\n}";
    assert.equal(whole(complete.cells[4]?.source), answer);
  });

  it("is committed with an example of a reader's predictions and open text, and only there", () => {
    const vote = `${code('const guess = "";\n// EXAMPLE const guess = "A"; // one reader')}
<details><summary>After running</summary>\n\nIt is B.\n\n</details>\n`;
    const texts = (kind: Edition) =>
      makeEdition(vote, kind, "vote.md").cells.map((cell) => whole(cell.source));
    const closed = "<details><summary>After running</summary>\n\nIt is B.\n\n</details>";
    assert.deepEqual(texts("student"), ['const guess = "";', closed]);
    assert.deepEqual(texts("complete"), texts("student"));
    const open = closed.replace("<details>", "<details open>");
    assert.deepEqual(texts("committed"), ['const guess = "A"; // one reader', open]);
  });

  it("keeps ids and kinds the same in both", () => {
    const shape = (notebook: typeof student) =>
      notebook.cells.map(({ id, metadata }) => [id, metadata]);
    assert.deepEqual(shape(student), shape(complete));
  });

  it("reads a source with Windows' line ends just the same", () => {
    assert.deepEqual(makeEdition(source.replaceAll("\n", "\r\n"), "student", "try.md"), student);
  });

  it("is written as nbformat writes it", () => {
    const [, cell] = JSON.parse(notebookText(complete)).cells;
    assert.deepEqual(cell.source, ["const one = 1;"]);
    assert.match(notebookText(complete), /^\{\n "cells": \[\n {2}\{\n {3}"cell_type"[\s\S]*\}\n$/);
  });
});

describe("a source that cannot be read says where", () => {
  const cases: [what: string, text: string, message: RegExp][] = [
    [
      "a fence is not closed",
      "# A\n\n```typescript\nlet a;\n",
      /^x\.md:3: this fence is not closed/,
    ],
    ["a fence of prose is not closed", "```ts\nlet a;\n", /^x\.md:1: this fence/],
    [
      "a solution is not closed",
      code("  // BEGIN SOLUTION"),
      /^x\.md:2: a solution must begin and end/,
    ],
    ["a solution is not opened", code("a;\n  // END SOLUTION"), /^x\.md:3: a solution must/],
    [
      "a solution is opened twice",
      code("  // BEGIN SOLUTION\n  // BEGIN SOLUTION"),
      /^x\.md:2: a solution must/,
    ],
    [
      "a solution is outside of a function",
      code("// BEGIN SOLUTION\n// END SOLUTION"),
      /^x\.md:2: a solution must be/,
    ],
    [
      "an id is there twice",
      code("a", 'id="a"') + code("b", 'id="a"'),
      /^x\.md:5: the id "a" is there twice/,
    ],
    ["an id is none", code("a", 'id="a b"'), /^x\.md:2: an id must be 1 to 64/],
    [
      "an attribute is unreadable",
      code("a", "exercise"),
      /^x\.md:1: attributes are written .*: exercise$/,
    ],
  ];
  for (const [what, text, message] of cases) {
    it(what, () => {
      assert.throws(() => makeEdition(text, "student", "x.md"), { name: "SyntaxError", message });
    });
  }
});

function code(text: string, attributes = ""): string {
  return `\`\`\`typescript ${attributes}\n${text}\n\`\`\`\n`;
}
