import { JupyterHandlerImpl, ZmqServer } from "tslab/dist/jupyter.js";

/** What tslab keeps private. */
interface Handler {
  readonly executor: Executor;
  /** Runs a cell, after those before it have ended. */
  handleExecuteImpl(request: object, send: Send, display: Display): Promise<object>;
}

interface Executor {
  interrupt(): void;
}

type Send = (name: string, text: string) => void;
type Display = (data: object, update: boolean) => void;

/**
 * Mends tslab's kernel, to be called before its start: it loses no message, however many it sends
 * at once and whatever characters are in it; an interrupted cell can say itself
 * what became of it, and one from an older edition of the course is told what to do.
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

/** How many texts of one turn of the event loop are sent at once: they are seen before it ends. */
const AT_ONCE = 100;
/** How long the gathered text may grow, in characters. */
const LONG = 100_000;

/** Gathers what is printed: a cell that prints in an endless loop would fill the memory with messages. */
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
  const write = (name: string, more: string) => {
    if (written++ === 0) setImmediate(turn);
    if (name !== stream) flush();
    stream = name;
    text += more;
    if (written <= AT_ONCE || text.length > LONG) flush();
  };
  return { write, flush };
}

/** The same data, without half characters (lone surrogates): a notebook with one cannot be saved. */
function wellFormed(data: unknown): unknown {
  if (typeof data === "string") return data.toWellFormed();
  if (data === null || typeof data !== "object" || ArrayBuffer.isView(data)) return data;
  if (Array.isArray(data)) return data.map(wellFormed);
  return Object.fromEntries(Object.entries(data).map(([key, its]) => [key, wellFormed(its)]));
}

/** How long a cell that hears of an interrupt itself may take to end, in ms. */
const OWN_END_MS = 700;

/**
 * On an interrupt tslab ends the cell with a stack of its own, while what the cell started is still
 * being ended. Where somebody in the cell listens, it gets the first word; a second interrupt does
 * not wait. Returns what is to be called when the cell has ended.
 */
function interruptLast(executor: Executor): () => void {
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
