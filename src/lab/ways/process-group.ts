import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const windows = process.platform === "win32";

/**
 * How to start a process that `own` shall watch: in a group of its own, so that an interrupt of
 * our group does not reach it, and whatever it starts itself can be ended with it.
 */
export const inOwnGroup = { detached: !windows } as const;

/**
 * Watches over a process: keeps its last words, and tells when and how it was lost. Returns what
 * ends it, with all of its group, and resolves when it is gone; it may be called twice.
 */
export function own(child: ChildProcess, onLost: (error: Error) => void): () => Promise<void> {
  // After a large message Node waits for the channel no longer: a script would end before the child.
  child.channel?.ref();
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2048);
  });
  const [exit, close] = ["exit", "close"].map((event) => once(child, event).catch(() => {}));
  child.on("error", ({ message }) => onLost(new Error(`its process cannot be used: ${message}`)));
  child.on("close", (code, signal) => onLost(loss(signal ?? `exit code ${code}`, words.trim())));
  return async () => {
    if (child.pid === undefined) return;
    endGroup(child.pid);
    await exit;
    // A process that left the group may hold the other ends: nobody waits for it.
    for (const stream of child.stdio) stream?.destroy();
    await close;
  };
}

/** Ends a process that leads a group, with the group; on Windows the process alone. */
export function endGroup(pid: number): void {
  try {
    process.kill(windows ? pid : -pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

function loss(how: string, words: string): Error {
  const memory = /heap out of memory|allocation failed/i.test(words);
  const known = memory ? "it ran out of memory: make the parts smaller" : words;
  const guess = "a part must return a value, leave its process alone, and find enough memory";
  return new Error(`its process ended (${how}): ${known || guess}`);
}
