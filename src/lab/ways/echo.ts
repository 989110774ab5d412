import type { Readable } from "node:stream";

const MOST = 1000;

/**
 * Shows what the parts of one crew print, up to 1,000 characters of all, then only that there was
 * more. Reads all that is printed, so that a part never waits until somebody reads.
 */
export function echo(): (printed: Readable) => void {
  let left = MOST;
  let text = "";
  const flush = () => {
    try {
      process.stdout.write(text);
      text = "";
    } catch {
      // In a kernel other than ours the socket to the page may be busy. If a stream's listener threw
      // that error, the stream would stop.
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
