// Logs when something has blocked the event loop. Run it: node 02-event-loop-delay.mjs
// The part between the lines can be pasted into a server. In CommonJS (.cjs), use `require` instead.
import { monitorEventLoopDelay } from "node:perf_hooks";

// ----------------------------------------------------------------------------------------------
const RESOLUTION_MS = 10; // the monitor's own timer: also what it reports if nothing is wrong
const NOTICED_MS = 100;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

const report = setInterval(() => {
  const longestMs = Math.round(delay.max / 1e6) - RESOLUTION_MS; // the monitor counts nanoseconds
  delay.reset(); // a new maximum every time: percentiles over a long time hide a short block
  if (longestMs > NOTICED_MS) console.log(`the event loop was blocked for about ${longestMs} ms`);
}, 500);
report.unref(); // the report alone keeps no program alive
// ----------------------------------------------------------------------------------------------

function block(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}

setTimeout(() => block(300), 700); // a long JSON.parse, a big sort, a careless regular expression
setTimeout(() => console.log("done"), 1800);
