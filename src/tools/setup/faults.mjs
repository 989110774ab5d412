/** What stands in the way of the set-up, in a sentence with the remedy. */

const again = "and run the same command again";
const known = [
  [
    /\bENOSPC|Errno 28|No space left|not enough space/i,
    () => `the disk is full: free 1 GB ${again}`,
  ],
  [
    /\b(?:EROFS|EACCES|EPERM)|Errno 13|Errno 30|Permission denied|Read-only file system/i,
    (text) =>
      `there is no permission to write${place(text)}: copy the project to a folder of your own ` +
      again,
  ],
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

function place(text) {
  const found = /(?:EROFS|EACCES|EPERM|Errno 13|Errno 30)[^'\n]*'([^'\n]+)'/.exec(text);
  return found ? ` to ${found[1]}` : "";
}

/** An error that says what to do; it is shown as a sentence, without a stack trace. */
export function remedy(message) {
  return Object.assign(new Error(message), { name: "Remedy" });
}

/** The reason in a program's output or an error's message; `undefined` where it is not known. */
export function reason(text) {
  return known.find(([pattern]) => pattern.test(text))?.[1](text);
}

/** Why an action failed, from what a program printed: a known reason, or its last lines. */
export function failure(action, output) {
  const why = reason(output);
  if (why) return remedy(`Cannot ${action} as ${why}.`);
  const last = output.trimEnd().split("\n").slice(-15).join("\n");
  return remedy(`${last}\nCannot ${action}: the lines above say why. Mend that ${again}.`);
}

/** The sentence that a reader sees for any error. */
export function sentence(error) {
  if (error.name === "Remedy") return error.message;
  const why = reason(`${error.code ?? ""} ${error.message}`);
  return why ? `Cannot go on as ${why}.` : `Cannot go on: ${error.message}`;
}
