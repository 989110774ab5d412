/** What stands in the way of the set-up, in a sentence with the remedy. */
import { isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const again = "and run the same command again";
const refused = /(?:EROFS|EACCES|EPERM|Errno 13|Errno 30|WinError 5\b)[^'\n]*'([^'\n]+)'/;
const known = [
  [
    /\bENOSPC|Errno 28|No space left|not enough space/i,
    () => `the disk is full: free 1 GB ${again}`,
  ],
  [refused, ([, path]) => mayNotWrite(resolve(root, path.replaceAll("\\\\", "\\")))],
  [
    /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|self.signed certificate/i,
    () =>
      "the network shows a certificate that is not trusted here (a school's or a firm's proxy " +
      "may do so): set NODE_EXTRA_CA_CERTS and PIP_CERT to that proxy's certificate, or use " +
      `another network, ${again}`,
  ],
  [
    /\bENOTFOUND|EAI_AGAIN|ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|E(NET|HOST)UNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|Name or service not known|Temporary failure in name resolution|Connection refused/i,
    () =>
      `the package server cannot be reached: connect to the network for this first time ${again}`,
  ],
  [
    /ERR_MODULE_NOT_FOUND|Unable to resolve @|Cannot find (module|package)|ModuleNotFoundError|ImportError/,
    () => `a package is damaged: delete the folders node_modules and .venv ${again}`,
  ],
];

/** A copy of the project helps only where the project itself cannot be written. */
function mayNotWrite(path) {
  const within = relative(root, path);
  if (within.startsWith("..") || isAbsolute(within)) {
    return `you may not write to ${path}: make it yours (it may be an administrator's) ${again}`;
  }
  return `you may not write to ${path}: copy the project to a folder of your own ${again}`;
}

/** An error that says what to do; it is shown as a sentence, without a stack trace. */
export function remedy(message) {
  return Object.assign(new Error(message), { name: "Remedy" });
}

/** The reason in a program's output or an error's message; `undefined` where it is not known. */
export function reason(text) {
  for (const [pattern, say] of known) {
    const found = pattern.exec(text);
    if (found) return say(found);
  }
  return undefined;
}

/** Why an action failed, from what a program printed: a known reason, or its last lines. */
export function failure(action, output) {
  const why = reason(output);
  if (why) return remedy(`Cannot ${action} as ${why}.`);
  const last = output.trimEnd().split("\n").slice(-15).join("\n");
  return remedy(`${last}\nCannot ${action}: the lines above say why. Mend that ${again}.`);
}

/** What a reader sees of any error: a sentence or, with DEBUG=1 in the environment, its stack. */
export function sentence(error) {
  if (process.env.DEBUG) return error.stack;
  if (error.name === "Remedy") return error.message;
  const why = reason(`${error.code ?? ""} ${error.message}`);
  const says = why ? `Cannot go on as ${why}` : `Cannot go on: ${error.message}`;
  return `${says} (set DEBUG=1 to see where)`;
}
