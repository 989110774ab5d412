// Times an awaited call: node 00-stopwatch.mjs
import { setTimeout as sleep } from "node:timers/promises";

async function work() {
  await sleep(20); // replace this by what you want to time
}

async function time(fn, { runs = 15, warmUps = 2 } = {}) {
  const times = [];
  for (let run = -warmUps; run < runs; run++) {
    const startMs = performance.now();
    await fn(); // without await you would time only the order
    if (run >= 0) times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b);
}

function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const times = await time(work);
const [fastest, slowest] = [times[0], times.at(-1)].map((ms) => ms.toFixed(1));
console.log(`${median(times).toFixed(1)} ms (median of ${times.length}; ${fastest} to ${slowest} ms)`);
