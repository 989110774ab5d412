// A queue with room for a few items: node 09-queue.mjs
import { setTimeout as sleep } from "node:timers/promises";

function makeQueue(room) {
  const items = [];
  let changed = later();
  const tell = () => {
    changed.resolve(); // wakes everybody who waits: each looks again
    changed = later();
  };
  return {
    async put(item) {
      while (items.length >= room) await changed.promise; // `while`: another may have been faster
      items.push(item);
      tell();
    },
    async take() {
      while (items.length === 0) await changed.promise;
      const item = items.shift();
      tell();
      return item;
    },
  };
}

function later() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

const queue = makeQueue(3);
let made = 0;
const make = async () => {
  for (let n = 1; n <= 12; n++, made++) await queue.put(n);
};
const use = async () => {
  for (let n = 1; n <= 12; n++) {
    const item = await queue.take();
    if (item % 4 === 0) console.log(`item ${item} is used, ${made} were put in`);
    await sleep(20);
  }
};
await Promise.all([make(), use()]);
