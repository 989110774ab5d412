import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Context, Remedy } from "./context.js";

/** A program with the arguments that come before all others, such as `py -3`. */
export type Command = readonly [program: string, ...args: string[]];

/** A Jupyter that can show the course, and in what environment it runs. */
export interface Jupyter {
  /** Starts JupyterLab when `lab` arguments follow. */
  readonly lab: Command;
  /** The Python that has nbclient; `null` where Jupyter is the one on the PATH. */
  readonly python: string | null;
}

const windows = process.platform === "win32";
const newer = ["3.14", "3.13", "3.12", "3.11", "3.10"].map(
  (version): Command => [`python${version}`],
);
const candidates: readonly Command[] = [["python3"], ["python"], ["py", "-3"], ...newer];
// A Python may print warnings of its own: the answer is the line that starts with this word.
const probe = `import sys
try:
  import venv, ensurepip
  able = 1
except ImportError:
  able = 0
print("\\nanswer", sys.version_info[0] * 100 + sys.version_info[1], able)`;

/** Path of the Python in the project's own environment. */
export function venvPython(root: string): string {
  return windows
    ? join(root, ".venv", "Scripts", "python.exe")
    : join(root, ".venv", "bin", "python");
}

/**
 * The Python to make an environment with: the first that is >= 3.10 and has `venv`.
 * @throws {Remedy} that says what to install.
 */
export async function findPython({ run }: Context): Promise<Command> {
  let tooOld = false;
  let unable = false;
  for (const [program, ...args] of candidates) {
    const { code, output } = await run(program, [...args, "-I", "-c", probe]);
    const [, version, able] = /^answer (\d+) ([01])/m.exec(output) ?? [];
    if (code !== 0 || version === undefined) continue;
    if (Number(version) >= 310 && able === "1") return [program, ...args];
    if (Number(version) >= 310) unable = true;
    else tooOld = true;
  }
  if (unable) {
    throw new Remedy(
      "Cannot make the Python environment as this Python has no `venv`: on Debian and " +
        "Ubuntu run `sudo apt install python3-venv`, elsewhere install Python from " +
        "https://www.python.org, and run the same command again.",
    );
  }
  throw new Remedy(
    `Cannot make the Python environment as Python >= 3.10 is needed: ${tooOld ? "the one here is older" : "there is none on the PATH"}. ` +
      "Install it from https://www.python.org (Debian, Ubuntu: `sudo apt install python3-venv`) " +
      "and run the same command again.",
  );
}

/**
 * Makes `.venv` with the pinned JupyterLab, or completes it. Its stamp says for what it was made;
 * without one it was broken off, and is made again from nothing.
 * @throws {Remedy} where a part of it is missing here.
 */
export async function installJupyter(context: Context): Promise<Jupyter> {
  const { root, step } = context;
  const stamp = join(root, ".venv", ".ready");
  const requirements = readFileSync(join(root, ".binder", "requirements.txt"), "utf8");
  const wanted = createHash("sha256").update(`${root}\n${requirements}`).digest("hex");
  await step("Python packages", async (note) => {
    const [made, version] = existsSync(stamp) ? readFileSync(stamp, "utf8").split("\n") : [];
    const found = version === undefined ? undefined : await venvVersion(context);
    if (made === wanted && version === found && found !== undefined) return note("ready");
    note("installing (about 40 s the first time)");
    rmSync(stamp, { force: true });
    await makeVenv(context);
    await installRequirements(context, note);
    writeFileSync(stamp, `${wanted}\n${await venvVersion(context)}`);
    note("installed");
  });
  const python = venvPython(root);
  return { lab: [python, "-I", "-m", "jupyterlab"], python };
}

/** Python's version and its packages' in `.venv`, or `undefined` where something is missing. */
async function venvVersion({ root, run }: Context): Promise<string | undefined> {
  const ask = `import sys
from importlib.metadata import version
print("answer", sys.version.split()[0], *(version(p) for p in ("jupyterlab", "nbclient", "nbconvert")))`;
  const { code, output } = await run(venvPython(root), ["-I", "-c", ask]);
  return code === 0 ? /^answer (.+)$/m.exec(output)?.[1]?.trim() : undefined;
}

async function makeVenv(context: Context): Promise<void> {
  const [program, ...args] = await findPython(context);
  const made = await context.run(program, [...args, "-I", "-m", "venv", "--clear", ".venv"]);
  if (made.code !== 0) throw context.failure("make the Python environment .venv", made.output);
  // JupyterLab brings a yarn.js, which our own package.json above it would turn into an ES module.
  writeFileSync(join(context.root, ".venv", "package.json"), '{ "type": "commonjs" }\n');
}

async function installRequirements(context: Context, note: (text: string) => void): Promise<void> {
  const flags = ["--no-input", "--disable-pip-version-check", "--retries", "2"];
  const list = join(context.root, ".binder", "requirements.txt");
  let collected = 0;
  const onLine = (line: string) => {
    if (line.startsWith("Collecting")) note(`installing, ${++collected} packages found`);
    if (line.startsWith("Installing")) note(`installing, unpacking ${collected} packages`);
  };
  const args = ["-I", "-m", "pip", "install", ...flags, "-r", list];
  const { code, output } = await context.run(venvPython(context.root), args, { onLine });
  if (code !== 0) throw context.failure("install JupyterLab", output);
}

/** The Jupyter on the PATH where it is new enough; else throws `instead`. */
export async function jupyterOnPath({ run }: Context, instead: Error): Promise<Jupyter> {
  const { code, output } = await run("jupyter", ["lab", "--version"]);
  const [, major, minor] = /^(\d+)\.(\d+)/m.exec(output) ?? [];
  if (code !== 0 || major === undefined) throw instead;
  if (Number(major) * 100 + Number(minor) >= 405) return { lab: ["jupyter", "lab"], python: null };
  throw new Remedy(
    `${instead.message}\nThe JupyterLab on the PATH is no help: it is ${major}.${minor}, and 4.5 is needed.`,
  );
}

/** The environment of Jupyter: our kernel first, and all that it writes inside the project. */
export function jupyterEnv(root: string): NodeJS.ProcessEnv {
  const own = join(root, "my-notebooks", ".jupyter");
  const path = [join(root, ".venv", "share", "jupyter"), process.env.JUPYTER_PATH];
  return {
    ...process.env,
    JUPYTER_PATH: path.filter(Boolean).join(delimiter),
    JUPYTER_CONFIG_DIR: own,
    JUPYTER_DATA_DIR: join(own, "data"),
    JUPYTER_RUNTIME_DIR: join(own, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(own, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(own, "workspaces"),
    IPYTHONDIR: join(own, "ipython"),
  };
}
