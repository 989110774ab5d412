import { openSync, readSync } from "node:fs";

/** Now, in ms, on the monotonic clock that all threads and processes of a machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** How Node tells the CPU time of a thread from 23.9 on; before, it does so for processes only. */
const newer = process as { threadCpuUsage?: typeof process.cpuUsage };

/**
 * Where Linux tells the CPU time of the thread that opened it: each thread loads this module. It
 * stays open, since to open it for each part would cost more than all else that a part costs.
 */
const schedstat = newer.threadCpuUsage ? null : opened("/proc/thread-self/schedstat");
const line = Buffer.alloc(64);

function opened(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch {
    return null;
  }
}

/**
 * CPU time that the calling thread has used so far, in ms; `null` if the system does not tell. In
 * Linux's file that number grows in steps of some milliseconds (the scheduler's tick), so it says
 * nothing about shorter parts.
 */
export function threadCpuMs(): number | null {
  if (newer.threadCpuUsage) {
    const { user, system } = newer.threadCpuUsage();
    return (user + system) / 1e3;
  }
  if (schedstat === null) return null;
  const length = readSync(schedstat, line, 0, line.length, 0);
  return Number.parseInt(line.toString("latin1", 0, length), 10) / 1e6;
}

/** A thread's CPU time may grow in steps as long as this, by how often the scheduler's clock ticks. */
export const CPU_STEP_MS = 10;

/** CPU time that this process has used so far, with all its threads, in ms. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
