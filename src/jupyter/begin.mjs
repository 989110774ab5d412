/**
 * The entry behind every npm script, plain JavaScript since nothing is installed or built yet:
 * `node src/jupyter/begin.mjs start|test|freeze|bench [arguments]`.
 */
const [command = "", ...args] = process.argv.slice(2);
const needed = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// Everything else is imported later: an old Node could not even read it.
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `Cannot start as Node >= ${needed.join(".")} is needed: current version is ` +
      `${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
  );
  process.exitCode = 1;
} else {
  const { go } = await import("./setup.mjs");
  await go(command, args);
}
