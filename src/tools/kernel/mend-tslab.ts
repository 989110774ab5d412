import { JupyterHandlerImpl, ZmqServer } from "tslab/dist/jupyter.js";

/** What tslab keeps private. */
interface Handler {
  readonly executor: { interrupt(): void };
  /** Runs a cell when those before it have ended. */
  handleExecuteImpl(request: object, send: Send, display: Display): Promise<object>;
}

type Send = (name: string, text: string) => void;
type Display = (data: object, update: boolean) => void;

/**
 * Mends tslab's kernel; to be called before its start. It loses no message, however many it sends
 * at once and whatever characters they hold. An interrupted cell can say itself what was ended. A
 * cell from an older edition of the course is told what to do.
 */
export function mendTslab(): void {
  sendAtOnce();
  const handler = JupyterHandlerImpl.prototype as unknown as Handler;
  const { handleExecuteImpl } = handler;
  handler.handleExecuteImpl = async function (request, send, display) {
    const { write, flush } = gathered(send);
    let isOld = false;
    const hear: Send = (name, text) => {
      isOld ||= name === "stderr" && OLD_IMPORT.test(text);
      write(name, text);
    };
    const displayAfter: Display = (data, update) => {
      flush();
      display(wellFormed(data) as object, update);
    };
    const stopWaiting = interruptLast(this.executor);
    try {
      return await handleExecuteImpl.call(this, request, hear, displayAfter);
    } finally {
      stopWaiting();
      if (isOld) write("stderr", NEW_EDITION);
      flush();
    }
  };
}

/** What the compiler says of a name that an older edition of the course had. */
const OLD_IMPORT = /Module '"[^"]*\bdist(\/index(\.js)?)?"' has no exported member/;
const NEW_EDITION =
  "If this notebook is from an older edition of the course, keep it as it is: run `npm start` " +
  "again, and the new edition stands beside it, with .new in its name.\n";

/**
 * zeromq sends every 512th message of a socket one turn of the event loop later, and refuses what
 * tslab sends until then: printed lines, or the message that a cell has ended, which then seems to
 * run for ever. With a send time-out of 0 it sends at once; without a limit it keeps what Jupyter
 * has not fetched yet.
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

/** How many texts of one turn of the event loop are sent at once, so that they are seen early. */
const AT_ONCE = 100;
/** How long the gathered text may become, in characters. */
const LONG = 100_000;

/** Gathers what is printed: messages of a cell that prints in an endless loop would fill memory. */
function gathered(send: Send): { write: Send; flush: () => void } {
  let stream = "";
  let text = "";
  let written = 0;
  const flush = () => {
    if (text !== "") send(stream, text.toWellFormed());
    text = "";
  };
  const turn = () => {
    flush();
    written = 0;
  };
  const write: Send = (name, more) => {
    if (written++ === 0) setImmediate(turn);
    if (name !== stream) flush();
    stream = name;
    text += more;
    if (written <= AT_ONCE || text.length > LONG) flush();
  };
  return { write, flush };
}

/** The same data without lone surrogates: a notebook that holds one cannot be saved. */
function wellFormed(data: unknown): unknown {
  if (typeof data === "string") return data.toWellFormed();
  if (data === null || typeof data !== "object" || ArrayBuffer.isView(data)) return data;
  if (Array.isArray(data)) return data.map(wellFormed);
  return Object.fromEntries(Object.entries(data).map(([key, its]) => [key, wellFormed(its)]));
}

/** How long a cell that handles an interrupt itself may take to end, in ms. */
const OWN_END_MS = 700;

/**
 * On an interrupt tslab ends the cell with a stack trace, while what the cell started is still
 * being ended. If the cell listens for SIGINT itself, tslab waits `OWN_END_MS` for it; a
 * second interrupt does not wait. Returns a function to call when the cell has ended.
 */
function interruptLast(executor: Handler["executor"]): () => void {
  const { interrupt } = executor;
  let waiting: NodeJS.Timeout | undefined;
  executor.interrupt = () => {
    if (process.listenerCount("SIGINT") === 1 || waiting) interrupt();
    else waiting = setTimeout(interrupt, OWN_END_MS);
  };
  return () => {
    clearTimeout(waiting);
    executor.interrupt = interrupt;
  };
}
