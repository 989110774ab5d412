import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Ids of all processes that `pid` has started, and of those that these have started. */
export function descendants(pid: number): number[] {
  const all = parents();
  const below = (owner: number): number[] =>
    all.filter(([, parent]) => parent === owner).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

function parents(): [pid: number, parent: number][] {
  if (!existsSync("/proc/self/stat")) {
    const lines = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
      .trim()
      .split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .map((pid) => [pid, Number(stat(pid)[1] ?? -1)]);
}

/** State and what follows of /proc/<pid>/stat; its second field may hold spaces and brackets. */
function stat(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return []; // it has just ended
  }
}

/** Those that still run when `withinMs` is over; at once, when none does. */
export async function leftRunning(pids: readonly number[], withinMs: number): Promise<number[]> {
  const end = performance.now() + withinMs;
  for (;;) {
    const left = pids.filter(isRunning);
    if (left.length === 0 || performance.now() > end) return left;
    await sleep(50);
  }
}

function isRunning(pid: number): boolean {
  if (stat(pid)[0] === "Z") return false; // has ended; nobody has asked how
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
