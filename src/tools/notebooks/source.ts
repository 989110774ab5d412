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

interface Fence {
  readonly mark: string;
  readonly info: string;
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
    const fence = openingFence(line);
    const end = fence ? closingLine(lines, at, fence, name) : at;
    const [, cell] = /^typescript(?:\s+(.*))?$/.exec(`${fence?.info} `) ?? [];
    if (cell !== undefined) {
      endProse(end + 2);
      const attributes = readAttributes(cell, `${name}:${at + 1}`);
      const code = lines.slice(at + 1, end);
      all.push({ kind: "code", lines: code, firstLine: at + 2, heading, attributes });
    } else {
      const title = fence ? undefined : /^#{1,6}\s+(.+?)[\s#]*$/.exec(line)?.[1];
      if (title !== undefined) endProse(at + 1);
      heading = title ?? heading;
      prose.lines.push(...lines.slice(at, end + 1));
    }
    at = end;
  }
  endProse(lines.length);
  return all;
}

function openingFence(line: string): Fence | undefined {
  const [, mark, info] = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/.exec(line) ?? [];
  return mark === undefined ? undefined : { mark, info: (info ?? "").trim() };
}

function closingLine(lines: string[], from: number, { mark }: Fence, name: string): number {
  const closes = (line: string) => {
    const found = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
    return found !== undefined && found[0] === mark[0] && found.length >= mark.length;
  };
  const end = lines.findIndex((line, index) => index > from && closes(line));
  if (end === -1) throw new SyntaxError(`${name}:${from + 1}: this ${mark} fence is not closed`);
  return end;
}

function readAttributes(text: string, where: string): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const pair = /([\w-]+)=("(?:[^"\\]|\\.)*"|\[[^\]]*\])(?:\s+|$)/y;
  const rest = text.trim();
  while (pair.lastIndex < rest.length) {
    const from = pair.lastIndex;
    const [, key, value] = pair.exec(rest) ?? [];
    if (key === undefined || value === undefined) {
      const unread = rest.slice(from);
      throw new SyntaxError(
        `${where}: attributes are written name="text" or name=["a"]: ${unread}`,
      );
    }
    attributes[key] = JSON.parse(value);
  }
  return attributes;
}

function trimBlank(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return first === -1 ? [] : lines.slice(first, last + 1);
}
