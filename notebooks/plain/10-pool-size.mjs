// Which way of setting UV_THREADPOOL_SIZE works? Run it: node 10-pool-size.mjs
// It runs itself again, as an ES module (.mjs), and the same lines as CommonJS (`node -e`).
import { spawnSync } from "node:child_process";
import { pbkdf2 } from "node:crypto";
import { fileURLToPath } from "node:url";

// One thread serves calls in their order. With several, the short call overtakes the long one.
function race(pbkdf2) {
  const order = [];
  const done = (name) => (error) => {
    if (error) throw error;
    if (order.push(name) === 2) console.log(order[0] === "long" ? "works" : "is ignored");
  };
  pbkdf2("password", "salt", 400_000, 64, "sha512", done("long"));
  pbkdf2("password", "salt", 1, 64, "sha512", done("short"));
}

function ask(name, args, size = {}) {
  const { UV_THREADPOOL_SIZE, ...env } = process.env; // yours must not meddle
  const options = { env: { ...env, ...size }, encoding: "utf8" };
  const { error, status, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (error || status !== 0) throw error ?? new Error(stderr);
  console.log(`${name}: ${stdout.trim()}`);
}

const [, , how] = process.argv;
if (how === "in code") process.env.UV_THREADPOOL_SIZE = "1";
if (how) race(pbkdf2);
else {
  const file = fileURLToPath(import.meta.url);
  const set = 'process.env.UV_THREADPOOL_SIZE = "1";';
  const commonJs = `${set} const { pbkdf2 } = require("node:crypto"); ${race} race(pbkdf2);`;
  ask("in the environment of the command", [file, "outside"], { UV_THREADPOOL_SIZE: "1" });
  ask("in code, in an ES module", [file, "in code"]);
  ask("in code, in CommonJS", ["--input-type=commonjs", "-e", commonJs]);
}
