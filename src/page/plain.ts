import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { must } from "../lab/arguments.js";
import { orStopped, untilStopped, withoutOurFlags } from "../lab/stop.js";
import { python } from "../lab/ways/index.js";
import { inOwnGroup, watchOver } from "../lab/ways/process-group.js";

/** A program of `plain/`: it does without the lab, and can be taken to work. */
export interface Program {
  /** Its path on this machine. */
  readonly file: string;
  readonly text: string;
}

/**
 * A program in plain Node (or Python) that does what the notebook taught: the reader's own copy in
 * `plain`, beside the notebook, or the course's.
 *
 * @throws {RangeError} if there is no program of that name.
 */
export function program(name: string): Program {
  const action = "Cannot find the program";
  must(typeof name === "string", action, "its name must be a text", name);
  const course = fileURLToPath(new URL("../../notebooks/plain", import.meta.url));
  const files = [resolve("plain"), course].map((folder) => join(folder, name));
  const file = files.find((path) => existsSync(path));
  if (file === undefined || !/^[\w-]+\.(mjs|cjs|js|py)$/.test(name)) {
    throw new RangeError(`${action} as there must be a file of that name in 'plain': ${name}`);
  }
  return { file, text: readFileSync(file, "utf8") };
}

/**
 * Runs a program of `plain` as you would in a terminal, with `node` (a .py one with Python), and
 * prints what it prints. The stop button ends it.
 *
 * @throws {Error} with its last words, if it ends with another code than 0.
 */
export async function runProgram(name: string, ...args: readonly string[]): Promise<void> {
  const { file } = program(name);
  const command = file.endsWith(".py") ? (await python.facts())?.command : process.execPath;
  if (command === undefined) throw new Error(`Cannot run ${name} as there is no Python here`);
  await untilStopped(undefined, async (stop) => {
    const child = spawn(command, [file, ...args], { ...inOwnGroup, ...withoutOurFlags(), stdio });
    let words = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => process.stdout.write(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-4096);
    });
    const end = watchOver(child, () => {});
    try {
      const [code] = await orStopped(stop, once(child, "close"));
      if (code !== 0) throw new Error(`${name} ended with the code ${code}:\n${words.trim()}`);
      if (words) console.log(words.trimEnd());
    } finally {
      await end();
    }
  });
}

const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
