/**
 * The entry of every npm script. Plain JavaScript, because nothing is installed or built yet:
 * `node src/tools/setup/begin.mjs start|test|soak|freeze|bench|host [arguments]`.
 */
const [command = "", ...args] = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// The kernel loads ES modules with `require`; Node 21 and Node 22 before 22.12 cannot.
const can = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

// Imported only here, and without `await`: an old Node could not parse it.
if (can) {
  import("./setup.mjs").then(({ go }) => go(command, args));
} else {
  console.error(
    "Cannot start as Node >= 22.12 is needed, or 20 from 20.19 on: current version is " +
      `${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
  );
  process.exitCode = 1;
}
