import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../setup/context.js";
import { type Command, jupyterEnv } from "../setup/jupyter.js";

/** JupyterLab's own settings that differ from its defaults, until the reader changes them. */
const SETTINGS = {
  // Otherwise a pop-up asks whether JupyterLab may fetch news.
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
};

/** A running JupyterLab. */
export interface Lab {
  /** Where to open it, token included. */
  readonly url: string;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number>;
}

/**
 * Starts JupyterLab on the project's folder and resolves when it answers. It ends, with its
 * kernels, when this process does.
 * @param jupyter starts it
 * @param page what it opens, such as `my-notebooks/01-four-ways.ipynb`
 * @throws {Error} with the last lines of its log, if it does not start
 */
export async function startLab(context: Context, jupyter: Command, page: string): Promise<Lab> {
  const { root, args, launch, failure } = context;
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString("hex");
  const [program, ...before] = jupyter;
  const own = join(root, "my-notebooks", ".jupyter");
  const log = join(own, "jupyter.log");
  mkdirSync(join(own, "labconfig"), { recursive: true });
  writeFileSync(join(own, "labconfig", "default_setting_overrides.json"), JSON.stringify(SETTINGS));
  const printed = openSync(log, "w");
  const child = launch(program, [...before, ...labArguments(root, page), ...args], {
    cwd: root,
    env: { ...jupyterEnv(root), JUPYTER_TOKEN: token },
    // A pipe instead of the terminal: there Jupyter would ask whether to end.
    stdio: ["pipe", printed, printed],
    // In its own process group, so that Ctrl-C in the terminal reaches only this process.
    detached: process.platform !== "win32",
  });
  closeSync(printed);
  const ended = new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 128));
  });
  const server = await answering(root, { pid: child.pid, token }, ended);
  if (server === undefined) throw failure("start JupyterLab", readFileSync(log, "utf8"));
  const query = server.token && `?token=${server.token}`;
  return { url: `${server.url}lab/tree/${encodeURI(page)}${query}`, ended };
}

function labArguments(root: string, page: string): string[] {
  return [
    `--config=${join(root, "src", "tools", "jupyterlab", "server_config.py")}`,
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=/lab/tree/${encodeURI(page)}`,
    ...(canOpenBrowser() ? [] : ["--no-browser"]),
  ];
}

/** Without a desktop, Python might open a text browser in the terminal. */
function canOpenBrowser(): boolean {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== "linux" || Boolean(BROWSER || DISPLAY || WAYLAND_DISPLAY);
}

/** What Jupyter writes to a file when it listens. An argument may have changed its token. */
interface Server {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

/** Waits for the server with this process id or, if a launcher started it, this token. */
async function answering(
  root: string,
  { pid, token }: { pid: number | undefined; token: string },
  ended: Promise<number>,
): Promise<Server | undefined> {
  const { JUPYTER_RUNTIME_DIR = "" } = jupyterEnv(root);
  // A file with this process id is left from a killed process: containers reuse ids.
  rmSync(join(JUPYTER_RUNTIME_DIR, `jpserver-${pid}.json`), { force: true });
  const hasEnded = ended.then(() => true);
  while (!(await Promise.race([hasEnded, sleep(100, false)]))) {
    const all = readServers(JUPYTER_RUNTIME_DIR);
    const found = all.find((server) => server.pid === pid || server.token === token);
    if (found) return found;
  }
  return undefined;
}

function readServers(folder: string): Server[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /^jpserver-\d+\.json$/.test(name))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(folder, name), "utf8")) as Server];
      } catch {
        return []; // half-written
      }
    });
}
