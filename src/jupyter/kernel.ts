/**
 * What Jupyter starts as our kernel: tslab, and a watcher that ends it when Jupyter is gone. An
 * entry of its own, since a `--require` would be handed on to every worker and child of a cell.
 */
import { Worker } from "node:worker_threads";
import { main } from "tslab/dist/main.js";

// A thread, since the main thread may be in an endless loop; SIGKILL, since process.exit would end
// this thread only. On Windows the parent's id stays the same when the parent is gone.
const watch = `
  const owner = ${process.ppid};
  setInterval(() => {
    let gone = process.ppid !== owner;
    try { process.kill(owner, 0); } catch (error) { gone ||= error.code === "ESRCH"; }
    if (gone) process.kill(process.pid, "SIGKILL");
  }, 1000);`;
new Worker(watch, { eval: true }).unref();
main();
