import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Hears `+ 123` when a process group has started and `- 123` when it has ended. At the end of its
 * input, which comes however its owner ends, it ends the groups that are left.
 */
const PROGRAM = `
  left=' '
  echo ready
  while read -r sign group; do
    case $sign in
      +) left="$left$group " ;;
      -) left="\${left%% $group *} \${left#* $group }" ;;
    esac
  done
  for group in $left; do kill -9 "-$group"; done`;

interface Reaper {
  readonly ready: Promise<unknown>;
  readonly tell: (line: string) => void;
}

let reaper: Reaper | undefined;
/** The groups that are running now: a new reaper is told of them. */
const groups = new Set<number>();

/**
 * Resolves when there is a reaper: one small process that ends all process groups of this process
 * if this one ends without doing so. On Windows the system itself ends a process's children.
 */
export async function reaperReady(): Promise<void> {
  if (process.platform === "win32") return;
  reaper ??= start();
  await reaper.ready;
}

/** Tells the reaper, if need be a new one, that a process group has started or ended. */
export function tellReaper(sign: "+" | "-", group: number): void {
  if (process.platform === "win32") return;
  groups[sign === "+" ? "add" : "delete"](group);
  if (reaper) reaper.tell(`${sign} ${group}\n`);
  else reaper = start();
}

function start(): Reaper {
  // In a session of its own no interrupt and no end of our group reaches it.
  const child = spawn("/bin/sh", ["-c", PROGRAM], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const its: Reaper = {
    ready: new Promise((resolve) => {
      child.stdout?.once("data", resolve);
      child.once("error", resolve).once("exit", resolve);
    }),
    tell: (line) => void child.stdin?.write(line),
  };
  const lost = () => {
    if (reaper === its) reaper = undefined;
  };
  child.on("error", lost).on("exit", lost);
  child.stdin?.on("error", lost);
  for (const group of groups) its.tell(`+ ${group}\n`);
  // It keeps nobody from ending.
  child.unref();
  (child.stdin as Socket | undefined)?.unref();
  its.ready.then(() => child.stdout?.destroy());
  return its;
}
