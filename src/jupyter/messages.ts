import { JupyterHandlerImpl, ZmqServer } from "tslab/dist/jupyter.js";

/** Lets tslab's kernel lose no message, however many it sends at once; to be called before its start. */
export function loseNoMessage(): void {
  sendAtOnce();
  gatherPrints();
}

/**
 * zeromq sends every 512th message of a socket one turn of the event loop later, and refuses what
 * tslab sends meanwhile: printed lines, or the word that a cell has ended, which then seems to run
 * for ever. Where sending may take no time, it sends at once; and it keeps what is not fetched yet.
 */
function sendAtOnce(): void {
  const server = ZmqServer.prototype as unknown as {
    bindSocket(socket: object, port: number): Promise<void>;
  };
  const { bindSocket } = server;
  server.bindSocket = function (socket, port) {
    Object.assign(socket, { sendTimeout: 0, sendHighWaterMark: 0 });
    return bindSocket.call(this, socket, port);
  };
}

/** A cell that prints in an endless loop would fill the memory with messages. */
function gatherPrints(): void {
  const handler = JupyterHandlerImpl.prototype;
  const { handleExecute } = handler;
  handler.handleExecute = async function (request, send, display) {
    const { write, flush } = gathered(send);
    const displayAfter: typeof display = (...data) => {
      flush();
      display(...data);
    };
    try {
      return await handleExecute.call(this, request, write, displayAfter);
    } finally {
      flush();
    }
  };
}

type Send = (name: string, text: string) => void;

/** How many texts of one turn of the event loop are sent at once: they are seen before it ends. */
const AT_ONCE = 100;
/** How long the gathered text may grow, in characters. */
const LONG = 100_000;

function gathered(send: Send): { write: Send; flush: () => void } {
  let stream = "";
  let text = "";
  let written = 0;
  const flush = () => {
    if (text !== "") send(stream, text);
    text = "";
  };
  const turn = () => {
    flush();
    written = 0;
  };
  const write = (name: string, more: string) => {
    if (written++ === 0) setImmediate(turn);
    if (name !== stream) flush();
    stream = name;
    text += more;
    if (written <= AT_ONCE || text.length > LONG) flush();
  };
  return { write, flush };
}
