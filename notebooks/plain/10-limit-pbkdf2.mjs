// Keeps one thread of the pool free for everything else: node 10-limit-pbkdf2.mjs
// This is an ES module (.mjs). CommonJS (.cjs) has no `await` at the top level: call a `main()` there.
import { pbkdf2, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { devNull } from "node:os";
import { promisify } from "node:util";

const POOL = Number(process.env.UV_THREADPOOL_SIZE ?? 4); // Node's default, unless you set it

function limited(limit, fn) {
  const queue = [];
  let inProgress = 0;
  return async (...args) => {
    if (inProgress === limit) await new Promise((resolve) => queue.push(resolve));
    else inProgress++; // whoever comes out of the queue takes over the slot of the one before
    try {
      return await fn(...args);
    } finally {
      if (queue.length > 0) queue.shift()();
      else inProgress--;
    }
  };
}

const derive = limited(Math.max(1, POOL - 1), promisify(pbkdf2));

let keys = 0;
const logins = Array.from({ length: 12 }, async (_, user) => {
  await derive(`password ${user}`, randomBytes(16), 100_000, 64, "sha512");
  keys++;
});
const read = readFile(devNull).then(() => console.log(`a file was read after ${keys} keys`));

await Promise.all([...logins, read]); // rejects with the first error
console.log(`${keys} keys`);
