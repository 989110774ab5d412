/**
 * What Jupyter starts as our kernel: tslab, mended, with a watcher that ends it when Jupyter has
 * ended. A script and no `--require`, because every worker and child of a cell would inherit that.
 */
import { Worker } from "node:worker_threads";
import { main } from "tslab/dist/main.js";
import { mendTslab } from "./mend-tslab.js";

// Jupyter's own id comes in a variable, because Jupyter may have ended before this line runs. On
// Windows that variable means something else, and `ppid` keeps the parent's id when it has ended.
const { JPY_PARENT_PID } = process.env;
const owner = Number((process.platform !== "win32" && JPY_PARENT_PID) || process.ppid);

// In a thread, because the main thread may be in an endless loop. By SIGKILL, because process.exit
// would end this thread only.
const watch = `
  const parent = ${process.ppid};
  setInterval(() => {
    let gone = process.ppid !== parent;
    try { process.kill(${owner}, 0); } catch (error) { gone ||= error.code === "ESRCH"; }
    if (gone) process.kill(process.pid, "SIGKILL");
  }, 1000);`;
new Worker(watch, { eval: true }).unref();
mendTslab();
main();
