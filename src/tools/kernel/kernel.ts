/**
 * What Jupyter starts as our kernel: tslab, mended, and a watcher that ends it when Jupyter is
 * gone. An entry of its own, since a `--require` would be handed on to every worker and child of a
 * cell.
 */
import { Worker } from "node:worker_threads";
import { main } from "tslab/dist/main.js";
import { mendTslab } from "./mend-tslab.js";

// Jupyter says who it is, as it may be gone before this line is reached. On Windows that variable
// is something else, and the parent's id stays the same when the parent is gone.
const { JPY_PARENT_PID } = process.env;
const owner = Number((process.platform !== "win32" && JPY_PARENT_PID) || process.ppid);

// A thread, since the main thread may be in an endless loop; SIGKILL, since process.exit would end
// this thread only.
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
