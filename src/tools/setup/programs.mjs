/** Starts and ends programs, and prints the lines about steps. The types are in context.ts. */
import { spawn } from "node:child_process";

const running = new Set();
const closings = [];
let ending = false;

/** Starts a program that must not outlive this process: `endAll` ends it. */
export function launch(command, args, options) {
  const child = spawn(command, args, { windowsHide: true, ...options });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end. Resolves with its exit code (127 if it cannot be started, 128 if a
 * signal ended it) and all that it printed; `onLine` gets each line as soon as it is printed.
 */
export function run(command, args, { onLine, ...options } = {}) {
  return new Promise((resolve) => {
    const child = launch(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const hear = (text) => {
      output += text;
      if (onLine) for (const line of text.split(/\r?\n/)) if (line.trim()) onLine(line);
    };
    child.stdout?.setEncoding("utf8").on("data", hear);
    child.stderr?.setEncoding("utf8").on("data", hear);
    child.once("error", (error) => resolve({ code: 127, output: output + error.message }));
    // It never resolves if `endAll` ended the program: nothing should go on then.
    child.once("close", (code) => ending || resolve({ code: code ?? 128, output }));
  });
}

/** Has this done, too, when all programs are ended. */
export function atEnd(close) {
  closings.push(close);
}

/**
 * Ends all programs that are still running; kills those that have not ended after `graceMs`, and
 * waits no longer for the rest.
 */
export async function endAll(graceMs = 10_000) {
  ending = true;
  const ends = [...running].map((child) => {
    const gone = new Promise((resolve) => child.once("close", resolve));
    const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
    child.kill("SIGTERM");
    return gone.finally(() => clearTimeout(force));
  });
  const closed = Promise.allSettled(closings.map((close) => close()));
  const patience = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
  await Promise.all([...ends, Promise.race([closed, patience])]);
}

/** Does one step and prints one line about it with its time. */
export async function step(label, work) {
  const startMs = performance.now();
  const live = process.stdout.isTTY;
  let note = "";
  const line = (end) => {
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    const text = `${label}${note && `: ${note}`}`.slice(0, 70);
    process.stdout.write(`${live ? "\r\x1b[2K" : ""}${text} (${seconds} s)${end}`);
  };
  const clock = live && setInterval(line, 500, "");
  try {
    return await work((text) => {
      note = text;
    });
  } catch (error) {
    note = "failed";
    throw error;
  } finally {
    clearInterval(clock);
    line("\n");
  }
}
