import { once } from "node:events";
import { Agent, get as httpGet, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { cut, must, mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";

/** What `requests` can be told. */
export interface RequestsOptions {
  /** Where the server is, for example what `withServer` calls `server.url`. */
  url: string;
  /** How many requests. Default 60. */
  count?: number;
}

// Keeps connections for later requests. One per thread: a module is loaded by each anew.
const agent = new Agent({ keepAlive: true });

/**
 * Asks the server, and promises the text that it answers.
 *
 * @throws {Error} if it cannot be reached, or its answer is not 200.
 */
export async function get(url: string): Promise<string> {
  // An error that comes after the response has begun is an error of its text, too.
  const request = httpGet(url, { agent }).on("error", () => {});
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode === 200) return answer;
  throw new Error(`${url} answered ${response.statusCode}: ${cut(answer, 200)}`);
}

/**
 * The job that waits: `count` requests to `url`/0, `url`/1, …, one per part. Its answer is the list
 * of the texts that the server answered.
 *
 * @throws {TypeError | RangeError} if `url` is no address of HTTP or `count` no integer >= 1.
 */
export function requests({ url, count = 60 }: RequestsOptions): Job {
  const action = "Cannot ask a server";
  const is = typeof url === "string" && URL.canParse(url) && url.startsWith("http:");
  must(is, action, `'url' must be an address such as "http://127.0.0.1:8080"`, url);
  mustBeInteger(action, "count", count, { most: 1e6 });
  const base = url.replace(/\/$/, "");
  return {
    label: "requests",
    size: count,
    module: import.meta.url,
    name: "get",
    parts: Array.from({ length: count }, (_, part) => `${base}/${part}`),
    merge: (values) => values,
    python: new URL("../../src/jobs/requests.py", import.meta.url).href,
  };
}
