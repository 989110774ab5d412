import type { Readable } from "node:stream";

const MOST = 1000;

/**
 * Shows what the parts of one crew print, up to 1,000 characters of all, then only that there was
 * more. What it is given is read to the end: whoever prints must never wait for a reader.
 */
export function echo(): (printed: Readable) => void {
  let left = MOST;
  let text = "";
  const flush = () => {
    try {
      process.stdout.write(text);
      text = "";
    } catch {
      // In a kernel other than ours the way to the page may be taken just now. Thrown in a stream,
      // the error would stop it.
      setTimeout(flush, RETRY_MS);
    }
  };
  const show = (more: string) => {
    if (left <= 0) return;
    if (text === "") setImmediate(flush);
    text += more.slice(0, left);
    left -= more.length;
    if (left <= 0) text += "…\n(The parts print more than is shown here.)\n";
  };
  return (printed) => void printed.setEncoding("utf8").on("data", show).resume();
}

const RETRY_MS = 5;
