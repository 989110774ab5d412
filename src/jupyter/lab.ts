import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Context, Remedy } from "./context.js";
import { type Jupyter, jupyterEnv } from "./python.js";

/** A JupyterLab that answers. */
export interface Lab {
  /** Where to open it, token included. */
  readonly url: string;
  /** Resolves with its exit code when it has ended. */
  readonly ended: Promise<number>;
}

/**
 * Starts JupyterLab on the project's folder and resolves when it answers. It ends, with its
 * kernels, when this process does.
 * @param page what it opens, such as `my-notebooks/01-four-ways.ipynb`
 * @throws {Remedy} where it does not start
 */
export async function startLab(context: Context, jupyter: Jupyter, page: string): Promise<Lab> {
  const { root, args } = context;
  const token = process.env.JUPYTER_TOKEN || randomBytes(24).toString("hex");
  const env: NodeJS.ProcessEnv = { ...jupyterEnv(root), JUPYTER_TOKEN: token };
  const [program, ...before] = jupyter.lab;
  const child = context.launch(program, [...before, ...labArguments(root, page), ...args], {
    cwd: root,
    env,
    // A pipe, never the terminal: Jupyter would ask there whether it may end.
    stdio: ["pipe", "inherit", "inherit"],
    // In a group of its own, so that Ctrl-C in the terminal reaches only its owner.
    detached: process.platform !== "win32",
  });
  const ended = new Promise<number>((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 128));
  });
  const dead = ended.then((code) => {
    throw new Remedy(
      `Cannot start JupyterLab (it ended with code ${code}): if the lines above do not say why, ` +
        "delete the folder .venv and run the same command again.",
    );
  });
  const server = await Promise.race([answering(env.JUPYTER_RUNTIME_DIR, token), dead]);
  dead.catch(() => {});
  return { url: `${server}lab/tree/${encodeURI(page)}?token=${token}`, ended };
}

function labArguments(root: string, page: string): string[] {
  return [
    `--config=${join(root, "src", "jupyter", "server_config.py")}`,
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=/lab/tree/${encodeURI(page)}`,
    ...(canOpenBrowser() ? [] : ["--no-browser"]),
  ];
}

/** Without a desktop Python would find a browser for the terminal, and fill it. */
function canOpenBrowser(): boolean {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== "linux" || Boolean(BROWSER || DISPLAY || WAYLAND_DISPLAY);
}

/** The server's address: Jupyter notes it in a file when it listens. */
async function answering(runtimeDir: string | undefined, token: string): Promise<string> {
  for (;;) {
    const found = readServers(runtimeDir ?? "").find((server) => server.token === token);
    if (found) return found.url;
    await sleep(100);
  }
}

function readServers(folder: string): { url: string; token: string }[] {
  try {
    const names = readdirSync(folder).filter((name) => /^jpserver-\d+\.json$/.test(name));
    return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
  } catch {
    return []; // not there yet, or half-written
  }
}
