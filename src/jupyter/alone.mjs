/** Two starts in one folder at the same time: the second waits while the first sets up. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Does work that no other process does in this folder meanwhile. */
export async function alone(root, work) {
  const lock = join(root, ".run-lock");
  while (!take(lock)) await sleep(300);
  const leave = () => rmSync(lock, { force: true });
  process.once("exit", leave);
  try {
    return await work();
  } finally {
    process.off("exit", leave);
    leave();
  }
}

/** Makes the lock, a file with its owner's id, unless there is one already. */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!isHeld(lock)) rmSync(lock, { force: true }); // its owner was killed
    return false;
  }
}

function isHeld(lock) {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    if (owner > 0) return process.kill(owner, 0);
    return Date.now() - statSync(lock).mtimeMs < 5000; // the owner is just writing its id
  } catch (error) {
    return error.code !== "ESRCH"; // EPERM: someone else's. ENOENT: given back just now
  }
}
