import type { BrowserContext } from "playwright-core";

/** What happens in a browser that should not. */
export interface Watch {
  /** Errors of pages and of their consoles. */
  readonly errors: string[];
  /** Addresses that are not on this machine. */
  readonly elsewhere: string[];
}

/** Errors that JupyterLab itself reports, and that harm nobody. */
const HARMLESS: readonly RegExp[] = [];

/** Records the errors and the requests of all pages that a context will open. */
export function watch(context: BrowserContext): Watch {
  const seen: Watch = { errors: [], elsewhere: [] };
  const visit = (url: string) => {
    const { protocol, hostname } = new URL(url);
    const here = ["data:", "blob:", "file:"].includes(protocol) || hostname === "127.0.0.1";
    if (!here) seen.elsewhere.push(url);
  };
  context.on("request", (request) => visit(request.url()));
  context.on("page", (page) => page.on("websocket", (socket) => visit(socket.url())));
  context.on("weberror", (error) => seen.errors.push(error.error().stack ?? String(error.error())));
  context.on("console", (message) => {
    const text = `${message.page()?.url()}: ${message.text()} (${message.location().url})`;
    const harmless = HARMLESS.some((pattern) => pattern.test(text));
    if (message.type() === "error" && !harmless) seen.errors.push(text);
  });
  return seen;
}
