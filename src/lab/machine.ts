import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { posix } from "node:path";

/** What this machine is, as far as it matters to concurrency. */
export interface Machine {
  /** The processor's name. */
  readonly cpu: string;
  /** Cores that this process may really use: affinity mask and a container's quota count. */
  readonly cores: number;
  /** Cores (hardware threads) that the operating system shows. */
  readonly coresInAll: number;
  /** Hardware threads per physical core; `null` if it cannot be told. */
  readonly threadsPerCore: number | null;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  /** Node's version, for example `"v20.19.0"`. */
  readonly node: string;
  /** Operating system and its release. */
  readonly system: string;
}

/** Reads a file that describes the machine; `null` if there is none. */
export type Read = (path: string) => string | null;

const readFile: Read = (path) => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
};

/** The facts of this machine. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: usableCores(),
    coresInAll: cpus().length,
    threadsPerCore: threadsPerCore(),
    memoryGiB: Number((memoryBytes() / 2 ** 30).toPrecision(2)),
    node: process.version,
    system: `${type()} ${release()}`,
  };
}

/** With fewer cores than this there is no second one to speak of. */
export const TWO_CORES = 1.5;

/** Cores that this process may use: never more than its quota, which may be a fraction of one. */
export function usableCores(seen: number = availableParallelism(), read: Read = readFile): number {
  return Math.min(seen, quota(read));
}

/**
 * How large the heap of each of `width` threads, or Python's processes, may grow, in MiB: together half of the
 * memory, but never more than 1 GiB each, since Node's own limit of 2 to 4 GiB lets a part that
 * never stops growing take tens of seconds to be found out, and a small machine with it.
 */
export function heapMiB(width: number, bytes: number = memoryBytes()): number {
  return Math.max(64, Math.min(1024, Math.floor(bytes / 2 ** 21 / width)));
}

/** Memory that this process may use, in bytes: a container's limit counts. */
export function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/**
 * The CPU quota of this process's control group and of those above it, in cores; `Infinity` where
 * there is none. Source: the kernel's documentation of cgroup v2 (`cpu.max`) and of CFS bandwidth
 * control (`cpu.cfs_quota_us`).
 */
function quota(read: Read): number {
  const groups = (read("/proc/self/cgroup") ?? "").matchAll(/^\d+:([^:]*):(.*)$/gm);
  const shares = [...groups].flatMap(([, controllers = "", path = ""]) => {
    if (controllers === "") return upwards(path).map((at) => share(read(`${V2}${at}/cpu.max`)));
    if (!controllers.split(",").includes("cpu")) return [];
    return upwards(path).map((at) => {
      const [quota, period] = ["quota", "period"].map((it) => read(`${V1}${at}/cpu.cfs_${it}_us`));
      return share(`${quota} ${period}`);
    });
  });
  return Math.min(Number.POSITIVE_INFINITY, ...shares);
}

const V2 = "/sys/fs/cgroup";
const V1 = "/sys/fs/cgroup/cpu";

/** The path of a group and of all above it: `/a/b`, `/a`, and the root, which is empty. */
function upwards(path: string): string[] {
  return path === "/" || path === "." ? [""] : [path, ...upwards(posix.dirname(path))];
}

function share(text: string | null): number {
  const [quota = Number.NaN, period = Number.NaN] = (text ?? "").split(" ").map(Number);
  return quota > 0 && period > 0 ? quota / period : Number.POSITIVE_INFINITY;
}

/**
 * The numbers of the cores on which this process may be scheduled (`Cpus_allowed_list` in Linux's
 * proc(5)); `null` if the system sets no such limit, or does not tell.
 */
export function allowedCores(read: Read = readFile): ReadonlySet<number> | null {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read("/proc/self/status") ?? "")?.[1];
  if (list === undefined) return null;
  return new Set(list.split(",").flatMap(numbers));
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

/** "2-4" as 2, 3, 4. */
function numbers(range: string): number[] {
  const [first = 0, last = first] = range.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** Hardware threads per physical core; `null` if it cannot be told. */
export function threadsPerCore(read: Read = readFile): number | null {
  if (process.platform === "darwin") {
    try {
      const physical = execFileSync("sysctl", ["-n", "hw.physicalcpu"], { timeout: 2000 });
      return Math.round(cpus().length / Number(physical));
    } catch {
      return null;
    }
  }
  const siblings = read("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list");
  if (siblings === null) return null;
  return siblings.split(",").flatMap(numbers).length;
}
