/** What every command does first: packages and build. Then the command itself, from `dist`. */
import { constants } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { failure, remedy, sentence } from "./faults.mjs";
import { alone, ensure } from "./lock.mjs";
import { installPackages } from "./packages.mjs";
import { atEnd, endAll, launch, run, step } from "./programs.mjs";

const commands = {
  start: "jupyterlab/start.js",
  test: "npm-test.js",
  soak: "soak.js",
  freeze: "notebooks/freeze.js",
  bench: "bench.js",
  host: "host.js",
};
/** What readers use: it needs no tools of a maintainer. */
const forReaders = ["start", "host"];
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Completes the set-up, runs the command and sets the exit code. */
export async function go(command, args) {
  endOnSignals();
  try {
    if (!Object.hasOwn(commands, command)) {
      throw remedy(
        `Cannot run '${command}': the commands are ${Object.keys(commands).join(", ")}.`,
      );
    }
    process.chdir(root);
    const withTools = await installPackages(root, !forReaders.includes(command));
    await build(root, withTools);
    const { main } = await import(pathToFileURL(join(root, "dist", "tools", commands[command])));
    process.exitCode = await main({
      ...{ root, args, step, alone, run, launch, atEnd, failure },
      ensure: (...what) => ensure(root, ...what),
    });
  } catch (error) {
    console.error(sentence(error));
    process.exitCode = 1;
    await endAll();
  }
}

/** Ctrl-C, SIGTERM and a closed terminal end all programs that were started, then this process. */
function endOnSignals() {
  // Writing to a closed terminal fails; that must not stop `endAll`.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      await endAll();
      process.exit(128 + constants.signals[signal]);
    });
  }
}
