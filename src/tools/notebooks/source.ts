/** A stretch of a notebook's source that becomes one cell. */
export interface Block {
  readonly kind: "markdown" | "code";
  /** Its lines, without the fences of code. */
  readonly lines: readonly string[];
  /** Line of the source on which it begins, from 1; for code, the line after the fence. */
  readonly firstLine: number;
  /** Text of its heading or of the last one above it; empty before the first heading. */
  readonly heading: string;
  /** What follows ```typescript: `tags=["exercise"] id="set-up"`. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Cuts a source into blocks: each ```typescript fence is one, and so is each stretch of prose
 * between them; a heading begins another. All other fences (```mermaid, ```ts) are prose.
 * @param name of the source, for error messages
 * @throws {SyntaxError} with name and line, if a fence is not closed or cannot be read
 */
export function blocks(source: string, name: string): Block[] {
  const lines = source.split(/\r?\n/);
  const all: Block[] = [];
  let heading = "";
  let prose = { firstLine: 1, lines: [] as string[] };
  const endProse = (nextLine: number) => {
    const kept = trimBlank(prose.lines);
    if (kept.length > 0)
      all.push({ ...prose, kind: "markdown", lines: kept, heading, attributes: {} });
    prose = { firstLine: nextLine, lines: [] };
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const isFence = /^ {0,3}```/.test(line);
    const end = isFence ? closingLine(lines, at, name) : at;
    const [, attributes] = /^```typescript\b(.*)$/.exec(line) ?? [];
    if (attributes !== undefined) {
      endProse(end + 2);
      const code = { kind: "code", lines: lines.slice(at + 1, end), firstLine: at + 2 } as const;
      all.push({ ...code, heading, attributes: readAttributes(attributes, `${name}:${at + 1}`) });
    } else {
      const title = isFence ? undefined : /^#{1,6}\s+(.+?)[\s#]*$/.exec(line)?.[1];
      if (title !== undefined) endProse(at + 1);
      heading = title ?? heading;
      prose.lines.push(...lines.slice(at, end + 1));
    }
    at = end;
  }
  endProse(lines.length);
  return all;
}

function closingLine(lines: readonly string[], from: number, name: string): number {
  const end = lines.findIndex((line, index) => index > from && /^ {0,3}```\s*$/.test(line));
  if (end === -1) throw new SyntaxError(`${name}:${from + 1}: this fence is not closed`);
  return end;
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

function trimBlank(lines: readonly string[]): string[] {
  const isText = (line: string) => line.trim() !== "";
  const first = lines.findIndex(isText);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isText) + 1);
}
