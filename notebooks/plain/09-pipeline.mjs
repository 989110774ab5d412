// Streams wait for one another: node 09-pipeline.mjs
import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

let made = 0;
let used = 0;
let most = 0;

async function* numbers() {
  while (made < 30) yield ++made; // asks for nothing until the stream behind it has room
}
const square = new Transform({
  objectMode: true,
  highWaterMark: 4,
  transform: (n, _, done) => done(null, n * n),
});
const slow = new Writable({
  objectMode: true,
  highWaterMark: 4, // how many items it takes before it says "wait"
  async write(_, __, done) {
    most = Math.max(most, made - used);
    await sleep(10);
    used++;
    done();
  },
});

// Ends all of them if one fails; `.pipe()` would not.
const source = Readable.from(numbers(), { highWaterMark: 1 });
await pipeline(source, square, slow, { signal: AbortSignal.timeout(10_000) });
console.log(`${used} items used, at most ${most} on their way`);
