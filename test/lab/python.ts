import { execFileSync } from "node:child_process";
import { python } from "#dist/lab/ways/index.js";
import { findServer } from "#dist/lab/ways/queue/broker.js";
import type { Way } from "#dist/lab/ways/way.js";

const found = await python.facts();

/** Why Python's ways cannot be tested here; `false` where they can. */
export const noPython = found === null && "there is no Python here";

/** The same of Python's processes, which need a lock that they share. */
export const noProcesses =
  noPython || (!locks(found!.command) && "Python's processes get no lock here, see /dev/shm");

/** Why a queue cannot be tested here; `false` where it can. */
export const noServer = findServer() === undefined && "skipped: there is no nats-server here";

/** Why this way cannot be tested here; `false` where it can. */
export function missing({ name }: Way): string | false {
  if (name === "python processes") return noProcesses;
  if (name === "queue") return noServer;
  return name.startsWith("python") && noPython;
}

function locks(command: string): boolean {
  try {
    execFileSync(command, ["-c", "import multiprocessing; multiprocessing.Lock()"], {
      stdio: "ignore",
      timeout: 20_000,
    });
    return true;
  } catch {
    return false;
  }
}
