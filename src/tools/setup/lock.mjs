/** Set-up is done once: if two starts run in one folder, the second waits for the first. */
import { existsSync, readFileSync, rmSync, statSync, utimes, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { step } from "./programs.mjs";

/**
 * A step that makes something unless it is ready: `stamp`, a file in it, says `wanted`, and it
 * `isWhole`. While `make` works, no other process makes anything in this folder, and there is no
 * stamp, so that what was broken off is made again. `make` says by `note` what it does and, at its
 * end, what it did, and is told what the stamp said before.
 */
export function ensure(root, label, { stamp, wanted, isWhole }, make) {
  const read = () => (existsSync(stamp) ? readFileSync(stamp, "utf8") : "");
  const isReady = async () => read() === wanted && (await isWhole());
  return step(label, async (note) => {
    if (await isReady()) return note("ready");
    await alone(root, async () => {
      // Another start may have done it meanwhile.
      if (await isReady()) return note("ready");
      const before = read();
      rmSync(stamp, { force: true });
      await make(note, before);
      writeFileSync(stamp, wanted);
    });
  });
}

/** Does work while no other process does such work in this folder. */
export async function alone(root, work) {
  const lock = join(root, ".run-lock");
  for (let tries = 1; !take(lock); tries++) {
    if (tries === 10) console.log("Waiting for another start in this folder to do its set-up …");
    await sleep(300);
  }
  const hold = setInterval(() => touch(lock), 2000).unref();
  const leave = () => {
    clearInterval(hold);
    rmSync(lock, { force: true });
  };
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

/**
 * An owner touches its lock every 2 s. After this time without a touch it counts as dead, even if a
 * process with its id is running: the system may have given the id to another one.
 */
const SILENT_MS = 60_000;

function touch(lock) {
  const now = new Date();
  utimes(lock, now, now, () => {}); // it may have been deleted
}

function isHeld(lock) {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    const silentMs = Date.now() - statSync(lock).mtimeMs;
    if (owner > 0) return owner !== process.pid && silentMs < SILENT_MS && process.kill(owner, 0);
    return silentMs < 5000; // the owner is just writing its id
  } catch (error) {
    return error.code !== "ESRCH"; // EPERM: someone else's. ENOENT: given back just now
  }
}
