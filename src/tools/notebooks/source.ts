/** A stretch of a notebook's source that becomes one cell. */
export interface Block {
  readonly kind: "markdown" | "code";
  /** Without the fences of code. */
  readonly text: string;
  /** Line of the source on which it begins, from 1; for code, the line after the fence. */
  readonly firstLine: number;
  /** Text of its heading or of the last one above it; empty before the first heading. */
  readonly heading: string;
  /** What follows ```typescript: `tags=["exercise"] id="set-up"`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What ends a stretch of prose: a fence, with all that it holds, or a heading. */
const CUTS = /^ {0,3}```(.*)\n([\s\S]*?)^ {0,3}```[ \t]*$|^#{1,6}[ \t]+(.+?)[ \t#]*$/gm;

/**
 * Cuts a source into blocks: each ```typescript fence is one, and so is each stretch of prose
 * between them; a heading begins another. All other fences (```mermaid, ```ts) are prose.
 * @param name of the source, for error messages
 * @throws {SyntaxError} with name and line, if a fence is not closed or cannot be read
 */
export function blocks(source: string, name: string): Block[] {
  const text = source.replaceAll("\r\n", "\n");
  const open = /^ {0,3}```/m.exec(text.replace(CUTS, (cut) => cut.replaceAll("`", " ")));
  if (open) throw new SyntaxError(`${name}:${lineAt(text, open.index)}: this fence is not closed`);
  const all: Block[] = [];
  let heading = "";
  let from = 0;
  const endProse = (to: number) => {
    const prose = text
      .slice(from, to)
      .replace(/^\s*\n/, "")
      .trimEnd();
    const firstLine = lineAt(text, from);
    if (prose) all.push({ kind: "markdown", text: prose, firstLine, heading, attributes: {} });
    from = to;
  };
  for (const { 0: cut, 2: code = "", 3: title, index } of text.matchAll(CUTS)) {
    const [, its] = /^```typescript\b(.*)/.exec(cut) ?? [];
    if (its === undefined && title === undefined) continue;
    endProse(index);
    heading = title ?? heading;
    if (its === undefined) continue;
    from = index + cut.length;
    const line = lineAt(text, index);
    const attributes = readAttributes(its, `${name}:${line}`);
    all.push({ kind: "code", text: code.slice(0, -1), firstLine: line + 1, heading, attributes });
  }
  endProse(text.length);
  return all;
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split("\n").length;
}

function readAttributes(text: string, where: string): Record<string, unknown> {
  const pair = /\s+([\w-]+)=("[^"]*"|\[[^\]]*\])/g;
  const unread = text.replace(pair, "").trim();
  if (unread) {
    throw new SyntaxError(`${where}: attributes are written name="text" or name=["a"]: ${unread}`);
  }
  return Object.fromEntries(
    [...text.matchAll(pair)].map(([, key, its]) => [key, JSON.parse(its!)]),
  );
}
