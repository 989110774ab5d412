import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { allowedCores } from "./machine.js";

/** Now, in ms, on the monotonic clock that all threads and processes of a machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * CPU time that the calling thread has used so far, in ms; `null` if the system does not tell.
 * Node before 23.9 tells it for whole processes only; there Linux tells it in a file. That number
 * grows in steps of some milliseconds (the scheduler's tick), so it says nothing about shorter parts.
 */
export function threadCpuMs(): number | null {
  const newer = process as { threadCpuUsage?: typeof process.cpuUsage };
  if (newer.threadCpuUsage) {
    const { user, system } = newer.threadCpuUsage();
    return (user + system) / 1e3;
  }
  try {
    return Number.parseInt(readFileSync("/proc/thread-self/schedstat", "latin1"), 10) / 1e6;
  } catch {
    return null;
  }
}

/** CPU time that all programs have used so far on the cores that this process may use, in ms. */
export function machineCpuMs(): number {
  const allowed = allowedCores();
  const ours = cpus().filter((_, core) => allowed?.has(core) ?? true);
  return ours.reduce(
    (sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq,
    0,
  );
}

/** CPU time that this process has used so far, with all its threads, in ms. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
