/**
 * The entry behind every npm script, plain JavaScript since nothing is installed or built yet:
 * `node src/tools/setup/begin.mjs start|test|freeze|bench [arguments]`.
 */
const [command = "", ...args] = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// The kernel `require`s ES modules, which Node 21 and the first ones of 22 refuse.
const can = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

// Everything else is imported later, and without `await`: an old Node could not even read it.
if (can) {
  import("./setup.mjs").then(({ go }) => go(command, args));
} else {
  console.error(
    "Cannot start as Node >= 22.12 is needed, or 20 from 20.19 on: current version is " +
      `${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
  );
  process.exitCode = 1;
}
