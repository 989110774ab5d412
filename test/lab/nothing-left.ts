import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as after } from "node:timers/promises";

// Every process that comes of this one carries the mark, whoever its parent is in the end.
const mark = randomUUID();
process.env.LAB_TEST_MARK = mark;

/** What may be left running of this process, as far as this system can tell. */
export interface Left {
  readonly processes: number[];
  readonly threads: number;
  readonly handles: string[];
  readonly listeners: number;
}

/** What is running now. */
export function running(): Left {
  return {
    processes: markedProcesses(mark),
    threads: listed("/proc/self/task").length,
    handles: process.getActiveResourcesInfo().sort(),
    listeners: process.listenerCount("SIGINT"),
  };
}

/** Fails unless all that runs now ran `before`, too; gives what is ending five seconds. */
export async function nothingLeft(before: Left): Promise<void> {
  const end = performance.now() + 5000;
  while (!covers(before, running()) && performance.now() < end) await after(20);
  const now = running();
  if (!covers(before, now)) assert.deepEqual(now, before, "something is left running");
}

function covers(before: Left, now: Left): boolean {
  const fewer = now.threads <= before.threads && now.listeners <= before.listeners;
  const known = [...before.handles];
  const same = now.handles.every((it) => known.splice(known.indexOf(it) >>> 0, 1).length > 0);
  return fewer && same && now.processes.every((pid) => before.processes.includes(pid));
}

/** Processes whose environment holds the mark, this one left out; none where there is no /proc. */
export function markedProcesses(mark: string): number[] {
  const others = listed("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  return others.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
    } catch {
      return false;
    }
  });
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
