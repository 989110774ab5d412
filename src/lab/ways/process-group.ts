import { type ChildProcess, execFile } from "node:child_process";
import { once } from "node:events";
import { tellReaper } from "./reaper.js";

const windows = process.platform === "win32";

/**
 * How to start a process that is watched over: as the leader of a group of its own, so that an
 * interrupt of our group does not reach it, and whatever it starts itself can be ended with it.
 */
export const inOwnGroup = { detached: !windows } as const;

/**
 * Watches over a process: keeps its last words, and tells when and how it was lost. Returns what
 * ends it, with all that it has started, and resolves when it is gone; may be called twice.
 */
export function watchOver(
  child: ChildProcess,
  onLost: (error: Error) => void,
): () => Promise<void> {
  // After a large message Node no longer waits for the channel: a script would end before the child.
  child.channel?.ref();
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2048);
  });
  const { pid } = child;
  if (pid !== undefined) {
    tellReaper("+", pid);
    // What it has left in its group ends at once: later the group's id may be another's.
    child.once("exit", () => {
      if (!windows) signalGroup(pid, "SIGKILL");
      tellReaper("-", pid);
    });
  }
  const [exit, close] = ["exit", "close"].map((event) => once(child, event).catch(() => {}));
  child.on("error", ({ message }) => onLost(new Error(`its process cannot be used: ${message}`)));
  child.on("close", (code, signal) => onLost(loss(signal ?? `exit code ${code}`, words.trim())));
  return async () => {
    if (pid === undefined) return;
    if (child.exitCode === null && child.signalCode === null) endAll(child, pid);
    await exit;
    // A process that left the group may hold the other ends: we do not wait for it.
    for (const stream of child.stdio) stream?.destroy();
    await close;
  };
}

/** Ends a running process and what it has started: its group, or on Windows its children. */
function endAll(child: ChildProcess, pid: number): void {
  const tree = ["/PID", `${pid}`, "/T", "/F"];
  if (windows) execFile("taskkill", tree, () => child.kill("SIGKILL"));
  else signalGroup(pid, "SIGKILL");
}

/** Sends a signal to a group; `false` if nobody is there any more. Windows knows no groups. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function loss(how: string, words: string): Error {
  const memory = /heap out of memory|allocation failed/i.test(words);
  const known = memory ? "it ran out of memory: make the parts smaller" : words;
  const guess = "a part must return a value, leave its process alone, and find enough memory";
  return new Error(`its process ended (${how}): ${known || guess}`);
}
