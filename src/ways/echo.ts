import type { Readable } from "node:stream";

const MOST = 1000;

/**
 * Shows what the parts of one crew print, up to 1,000 characters of all, then only that there was
 * more. What it is given is read to the end: whoever prints must never wait for a reader.
 */
export function echo(): (printed: Readable) => void {
  let left = MOST;
  const show = (text: string) => {
    if (left <= 0) return;
    process.stdout.write(text.slice(0, left));
    left -= text.length;
    if (left <= 0) process.stdout.write("…\n(The parts print more than is shown here.)\n");
  };
  return (printed) => void printed.setEncoding("utf8").on("data", show).resume();
}
