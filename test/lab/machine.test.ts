import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import {
  allowedCores,
  heapMiB,
  machine,
  type Read,
  threadsPerCore,
  usableCores,
} from "#dist/lab/machine.js";

/** A machine on which only these files can be read. */
const files =
  (all: Record<string, string>): Read =>
  (path) =>
    all[path] ?? null;

const v2 = "/sys/fs/cgroup";
const v1 = "/sys/fs/cgroup/cpu";

for (const [what, seen, all, cores] of [
  ["nothing can be read", 8, {}, 8],
  ["no quota is set", 8, { "/proc/self/cgroup": "0::/", [`${v2}/cpu.max`]: "max 100000" }, 8],
  [
    "version 2, in a container",
    8,
    { "/proc/self/cgroup": "0::/", [`${v2}/cpu.max`]: "250000 100000" },
    2.5,
  ],
  [
    "version 2, of the group itself",
    8,
    { "/proc/self/cgroup": "0::/a/b", [`${v2}/a/b/cpu.max`]: "300000 100000" },
    3,
  ],
  [
    "version 2, of a group above",
    8,
    {
      "/proc/self/cgroup": "0::/a/b:c",
      [`${v2}/a/b:c/cpu.max`]: "max 100000",
      [`${v2}/a/cpu.max`]: "200000 100000",
    },
    2,
  ],
  [
    "version 2, the least of nested ones",
    16,
    {
      "/proc/self/cgroup": "0::/a/b:c",
      [`${v2}/a/b:c/cpu.max`]: "400000 100000",
      [`${v2}/a/cpu.max`]: "900000 100000",
    },
    4,
  ],
  ["half a core", 4, { "/proc/self/cgroup": "0::/", [`${v2}/cpu.max`]: "50000 100000" }, 0.5],
  [
    "version 1",
    8,
    {
      "/proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/docker/1\n1:name=systemd:/x",
      [`${v1}/docker/1/cpu.cfs_quota_us`]: "600000",
      [`${v1}/docker/1/cpu.cfs_period_us`]: "200000",
    },
    3,
  ],
  [
    "version 1, mounted as the container's own",
    8,
    {
      "/proc/self/cgroup": "3:cpu,cpuacct:/docker/1",
      [`${v1}/cpu.cfs_quota_us`]: "150000",
      [`${v1}/cpu.cfs_period_us`]: "100000",
    },
    1.5,
  ],
  [
    "version 1 without a quota",
    8,
    {
      "/proc/self/cgroup": "3:cpu,cpuacct:/",
      [`${v1}/cpu.cfs_quota_us`]: "-1",
      [`${v1}/cpu.cfs_period_us`]: "100000",
    },
    8,
  ],
  [
    "a quota above what the affinity mask leaves",
    2,
    { "/proc/self/cgroup": "0::/", [`${v2}/cpu.max`]: "800000 100000" },
    2,
  ],
  [
    "64 cores, 48 of them ours",
    64,
    { "/proc/self/cgroup": "0::/", [`${v2}/cpu.max`]: "4800000 100000" },
    48,
  ],
  [
    "files that hold something else",
    8,
    { "/proc/self/cgroup": "<!doctype html>", [`${v2}/cpu.max`]: "no number" },
    8,
  ],
  ["a path out of the tree", 8, { "/proc/self/cgroup": "0::/../../x" }, 8],
] as [string, number, Record<string, string>, number][]) {
  test(`usable cores: ${what}`, () => assert.equal(usableCores(seen, files(all)), cores));
}

const siblings = "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list";
for (const [list, threads] of [
  ["0", 1],
  ["0,8", 2],
  ["0-1", 2],
  ["0-3,64-67", 8],
] as const) {
  test(`hardware threads of the core ${list}`, { skip: process.platform === "darwin" }, () =>
    assert.equal(threadsPerCore(files({ [siblings]: list })), threads),
  );
}
test(
  "hardware threads per core are not known where nothing tells",
  {
    skip: process.platform === "darwin",
  },
  () => assert.equal(threadsPerCore(files({})), null),
);

test("the cores on which this process may be scheduled are those of its mask", () => {
  const status = (list: string) =>
    files({ "/proc/self/status": `Name:\tx\nCpus_allowed_list:\t${list}\n` });
  assert.deepEqual([...allowedCores(status("0-2,8"))!], [0, 1, 2, 8]);
  assert.deepEqual([...allowedCores(status("5"))!], [5]);
  assert.equal(allowedCores(files({})), null);
});

test("heaps share half of the memory, between 64 MiB and 1 GiB each", () => {
  const GiB = 2 ** 30;
  assert.equal(heapMiB(4, 32 * GiB), 1024);
  assert.equal(heapMiB(4, 4 * GiB), 512);
  assert.equal(heapMiB(4, GiB), 128);
  assert.equal(heapMiB(256, GiB), 64);
});

test("tells what this machine is", () => {
  const facts = machine();
  assert.ok(facts.cpu.length > 0 && facts.system.length > 0);
  assert.ok(facts.cores > 0 && facts.cores <= availableParallelism());
  assert.ok(facts.coresInAll >= 1 && facts.memoryGiB > 0);
  assert.equal(facts.node, process.version);
});
