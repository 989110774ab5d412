/**
 * What Jupyter starts as our kernel: tslab with sockets that lose nothing, and a watcher that ends
 * it when Jupyter is gone. An entry of its own, since a `--require` would be handed on to every
 * worker and child of a cell.
 */
import { Worker } from "node:worker_threads";
import { ZmqServer } from "tslab/dist/jupyter.js";
import { main } from "tslab/dist/main.js";

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

// zeromq sends every 512th message of a socket one turn of the event loop later, and refuses what
// tslab sends meanwhile: printed lines, or the word that a cell has ended, which then seems to run
// for ever. Where sending may take no time, it sends at once; and it keeps what is not fetched yet.
interface Sockets {
  bindSocket(socket: object, port: number): Promise<void>;
}
const sockets = ZmqServer.prototype as unknown as Sockets;
const { bindSocket } = sockets;
sockets.bindSocket = function (socket, port) {
  Object.assign(socket, { sendTimeout: 0, sendHighWaterMark: 0 });
  return bindSocket.call(this, socket, port);
};
main();
