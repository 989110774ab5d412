import assert from "node:assert/strict";
import { it } from "node:test";
import { figureHtml } from "#dist/page/show.js";
import { countFigures, flaw, freezeOutputs } from "#dist/tools/notebooks/frozen.js";
import { type Output, whole } from "#dist/tools/notebooks/notebook.js";

const figure = figureHtml({
  title: "A title",
  alt: 'Bars: "one" < two </script>',
  data: [{ x: [1], y: ["</script><script>alert(1)</script>"] }],
  layout: { height: 200 },
  table: [{ way: "single", ms: 1 }],
});
const display = (html: string): Output => ({
  output_type: "display_data",
  data: { "text/html": html },
  metadata: {},
});
const picture = Buffer.from("png");
const html = (output: Output | undefined) => whole(output?.data?.["text/html"]);

it("puts pictures in the place of live figures, in order", () => {
  assert.equal(countFigures(figure + figure), 2);
  const pictures = [picture, Buffer.from("another")];
  const frozen = freezeOutputs([display(figure), display(figure)], pictures);
  assert.equal(pictures.length, 0);
  assert.match(
    html(frozen[0]),
    /<strong>A title<\/strong>[\s\S]*<img alt="Bars: &quot;one&quot; &lt; two/,
  );
  assert.match(
    html(frozen[0]),
    /src="data:image\/png;base64,cG5n" width="800"[\s\S]*<td[^>]*>single<\/td>/,
  );
  assert.match(html(frozen[1]), /base64,YW5vdGhlcg==" width="800"/);
  assert.equal(flaw(frozen, []), undefined);
});

it("drops scripts, what is empty, and a terminal's colours", () => {
  const outputs: Output[] = [
    display("<script>{loader}</script><table><tr><td>1</td></tr></table>"),
    display(""),
    { output_type: "stream", name: "stdout", text: "\u001b[33m42\u001b[39m\n" },
  ];
  const frozen = freezeOutputs(outputs, []);
  assert.deepEqual(frozen.map(html), ["<table><tr><td>1</td></tr></table>", ""]);
  assert.equal(frozen[1]?.text, "42\n");
});

it("finds what must not be committed", () => {
  const printed = (text: string, name = "stdout"): Output => ({
    output_type: "stream",
    name,
    text,
  });
  assert.match(flaw([printed("oh", "stderr")], []) ?? "", /printed an error: oh/);
  assert.match(flaw([{ output_type: "error" }], []) ?? "", /printed an error/);
  assert.match(flaw([display("<script>1</script>")], []) ?? "", /script/);
  assert.match(flaw([printed("at /home/me/x.js")], ["/home/me"]) ?? "", /path of this machine/);
  assert.match(flaw([printed("file:///home/%ED%95%9C/x")], ["/home/한"]) ?? "", /path/);
  assert.equal(
    flaw([display('<img src="data:image/png;base64,ab/home/me">')], ["/home/me"]),
    undefined,
  );
});
