/** The set-up that every command shares: packages, build; then the command itself, from `dist`. */
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { alone } from "./alone.mjs";
import { build } from "./build.mjs";
import { failure, remedy, sentence } from "./faults.mjs";
import { installPackages } from "./packages.mjs";
import { endAll, launch, run, step } from "./programs.mjs";

const commands = ["start", "test", "freeze", "bench"];
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Does what is missing of the set-up, then the command; sets the exit code. */
export async function go(command, args) {
  endOnSignals();
  try {
    if (!commands.includes(command)) {
      throw remedy(`Cannot run '${command}': the commands are ${commands.join(", ")}.`);
    }
    process.chdir(root);
    await installPackages(root);
    await build(root);
    const { main } = await import(pathToFileURL(join(root, "dist", "jupyter", `${command}.js`)));
    process.exitCode = await main({ root, args, step, alone, run, launch, failure });
  } catch (error) {
    console.error(sentence(error));
    process.exitCode = 1;
    await endAll();
  }
}

/** Ctrl-C, a polite kill and a closed terminal all end what was started, then this process. */
function endOnSignals() {
  // Writing to a terminal that was closed is no reason to leave anything running.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      await endAll();
      process.exit(128 + constants.signals[signal]);
    });
  }
}
