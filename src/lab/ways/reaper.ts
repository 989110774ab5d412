import { spawn } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Hears `+ 123` when a process group has started and `- 123` when it has ended, and `rm /a/folder`.
 * At the end of its input, which comes however its owner ends, it ends the groups that are left,
 * then removes the folders (again, if a process that was just ending has still written there).
 */
const PROGRAM = `
  left=' '
  set --
  echo ready
  while read -r sign what; do
    case $sign in
      +) left="$left$what " ;;
      -) left="\${left%% $what *} \${left#* $what }" ;;
      rm) set -- "$@" "$what" ;;
    esac
  done
  for group in $left; do kill -9 "-$group"; done
  rm -rf "$@" || { sleep 1; rm -rf "$@"; }`;

let reaper: ReturnType<typeof start> | undefined;
/** The groups that are running now: a new reaper is told of them. */
const groups = new Set<number>();
const folders = new Set<string>();

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
  if (reaper) reaper.input?.write(`${sign} ${group}\n`);
  else reaper = start();
}

/** Tells the reaper that this folder goes when this process has ended, with all that is in it. */
export function leaveFolder(folder: string): void {
  folders.add(folder);
  reaper?.input?.write(`rm ${folder}\n`);
}

/** The folder has been removed. */
export function forgetFolder(folder: string): void {
  folders.delete(folder);
}

function start() {
  // In a session of its own, neither an interrupt nor the end of our group reaches it.
  const child = spawn("/bin/sh", ["-c", PROGRAM], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  // Missing if the start has failed.
  const input: Socket | undefined = child.stdin as Socket;
  const ready = new Promise<unknown>((resolve) => {
    child.stdout?.once("data", resolve);
    child.once("error", resolve).once("exit", resolve);
  });
  const its = { input, ready: ready.then(() => child.stdout?.destroy()) };
  const lost = () => {
    if (reaper === its) reaper = undefined;
  };
  child.once("exit", lost).on("error", lost);
  input?.on("error", lost);
  for (const group of groups) input?.write(`+ ${group}\n`);
  for (const folder of folders) input?.write(`rm ${folder}\n`);
  // It does not keep this process from ending.
  child.unref();
  input?.unref();
  return its;
}
