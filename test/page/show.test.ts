import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Figure } from "#dist/figures/figure.js";
import { isPrime } from "#dist/jobs/primes.js";
import { figureHtml, plotlyLoader, show, tableHtml } from "#dist/page/show.js";
import { sourceOf } from "#dist/page/source-text.js";

const hostile = `<img src=x onerror="alert(1)"></script>&`;
const figure: Figure = {
  title: hostile,
  data: [{ type: "bar", x: [1], name: hostile }],
  layout: { height: 100, title: hostile },
  alt: hostile,
  table: [{ [hostile]: hostile, "wall (ms)": 1234.5 }],
};

describe("a figure's HTML", () => {
  const html = figureHtml(figure);

  it("holds what a reader sees live, what others read, and the numbers", () => {
    const shape =
      /^<figure class="lab-figure" style="margin:0">\s*<figcaption>.*<\/figcaption>\s*<div class="lab-plot">.*<\/div>\s*<script type="application\/json" class="lab-spec">.*<\/script>\s*<script>[\s\S]*<\/script>\s*<details><summary>.*<\/summary>.*<table>[\s\S]*<\/table>.*<\/details>\s*<\/figure>$/;
    assert.match(html, shape);
  });

  it("lets no text become an element or end a script", () => {
    assert.doesNotMatch(html, /<img/);
    assert.equal(html.match(/<\/script>/g)?.length, 2);
  });

  it("keeps the figure as it is, with a configuration that calls nobody", () => {
    const [, json = ""] = /class="lab-spec">(.*?)<\/script>/.exec(html) ?? [];
    const { data, layout, config } = JSON.parse(json);
    assert.deepEqual({ data, layout }, { data: figure.data, layout: figure.layout });
    assert.equal(config.showSendToCloud, false);
    assert.equal(config.scrollZoom, false);
    assert.equal(config.responsive, true);
  });
});

describe("a table's HTML", () => {
  it("has a head, a row for each row, and escapes both", () => {
    const html = tableHtml([{ a: 1, b: "<b>" }, { a: 2 }]);
    assert.match(html, /<th scope="col">a<\/th><th scope="col">b<\/th>/);
    assert.match(
      html,
      /<tr><td>1<\/td><td style="text-align:left">&lt;b&gt;<\/td><\/tr>\s*<tr><td>2<\/td><td><\/td><\/tr>/,
    );
  });

  it("shows what is no number and no text, too", () => {
    const html = tableHtml([{ right: true, none: null, map: new Map() } as never]);
    assert.match(html, /<td>true<\/td><td><\/td><td>\[object Map\]<\/td>/);
  });

  it("may be empty", () => assert.match(tableHtml([]), /<table>/));
});

describe("the loader", () => {
  it("is one script that carries all of Plotly", () => {
    const html = plotlyLoader();
    const [, packed = ""] = /labPage\("([^"]+)"\)/.exec(html) ?? [];
    assert.match(gunzipSync(Buffer.from(packed, "base64")).toString(), /window\.Plotly/);
    assert.equal(html.match(/<\/script>/g)?.length, 1);
  });
});

describe("half an emoji", () => {
  it("is left nowhere in a figure or a table, or the notebook could not be saved", () => {
    const half = "😀".repeat(3).slice(0, 5);
    const cut = { ...figure, title: half, alt: half, table: [{ [half]: half }] };
    const traces = { ...cut, data: [{ text: half }] };
    for (const html of [figureHtml(traces), tableHtml([{ half }])]) assert.ok(html.isWellFormed());
  });
});

describe("the source of a function", () => {
  it("is the TypeScript that was written, with its comment", () => {
    const source = sourceOf(isPrime);
    assert.match(
      source,
      /^\/\*\*[\s\S]*export function isPrime\(n: number\): boolean \{[\s\S]*\n\}$/,
    );
  });

  it("is the function's own text where it only has the name of one of ours", () => {
    const own = { isPrime: (n: number) => n > 17 }.isPrime;
    assert.equal(sourceOf(own), own.toString());
  });
});

describe("show, outside of a notebook", () => {
  it("prints title and numbers, and starts nothing", () => {
    const code = `
      import { show } from "#dist/page/show.js";
      import { withProgress } from "#dist/page/progress.js";
      show({ title: "A title", data: [], layout: { height: 1 }, alt: "", table: [{ ms: 42 }] });
      await withProgress({}, async ({ onProgress }) => onProgress(1, 2));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      encoding: "utf8",
      timeout: 20_000,
    });
    assert.equal(stderr, "");
    assert.match(stdout, /^A title\n[\s\S]*42/);
  });

  it("refuses what it cannot show", () => {
    for (const what of [undefined, null, 7, "text", {}]) {
      assert.throws(() => show(what as never), /^TypeError: Cannot show this as it must be/);
    }
  });
});
