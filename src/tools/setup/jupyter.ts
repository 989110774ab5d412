import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Context, type Ended, type Note, Remedy } from "./context.js";
import { installOptional } from "./optional.js";

/** A program with its first arguments, such as `py -3`. */
export type Command = readonly [program: string, ...args: string[]];

const windows = process.platform === "win32";
const newer = ["3.14", "3.13", "3.12", "3.11", "3.10"].map(
  (version): Command => [`python${version}`],
);
const candidates: readonly Command[] = [["python3"], ["python"], ["py", "-3"], ...newer];
// A Python may print warnings too: the answer is the line that starts with "answer".
const probe = `import sys
try:
  import venv, ensurepip
  able = 1
except ImportError:
  able = 0
print("\\nanswer", sys.version_info[0] * 100 + sys.version_info[1], able)`;

/** Path of the Python in the project's own environment. */
export function venvPython(root: string): string {
  return join(root, ".venv", windows ? "Scripts/python.exe" : "bin/python");
}

/**
 * The Python to make an environment with: the first that is >= 3.10 and has `venv`.
 * @throws {Remedy} that says what to install.
 */
export async function findPython({ run }: Context): Promise<Command> {
  let found = "there is none on the PATH";
  let unable = false;
  for (const [program, ...args] of candidates) {
    const { code, output } = await run(program, [...args, "-I", "-c", probe]);
    const [, version, able] = /^answer (\d+) ([01])/m.exec(output) ?? [];
    if (code !== 0 || version === undefined) continue;
    if (Number(version) >= 310 && able === "1") return [program, ...args];
    if (Number(version) >= 310) unable = true;
    else found = "the one here is older";
  }
  if (unable) {
    throw new Remedy(
      "Cannot make the Python environment as this Python has no `venv`: on Debian and " +
        "Ubuntu run `sudo apt install python3-venv`, elsewhere install Python from " +
        "https://www.python.org, and run the same command again.",
    );
  }
  throw new Remedy(
    `Cannot make the Python environment as Python >= 3.10 is needed: ${found}. ` +
      "Install it from https://www.python.org (Debian, Ubuntu: `sudo apt install python3-venv`) " +
      "and run the same command again.",
  );
}

/**
 * Makes `.venv` with the pinned JupyterLab. If it is incomplete, was moved or has lost a package,
 * it is made again from nothing; if only the list has changed, pip adds to it. Then come the
 * optional packages, if they can be had. Resolves with what starts JupyterLab.
 * @throws {Remedy} if Python, `venv` or a package cannot be had
 */
export async function installJupyter(context: Context): Promise<Command> {
  const { root, ensure } = context;
  const requirements = readFileSync(join(root, ".binder", "requirements.txt"), "utf8");
  const made = {
    stamp: stampOf(root),
    wanted: JSON.stringify({ root, requirements }),
    isWhole: () => isWhole(context),
  };
  await ensure("Python packages", made, async (note, before) => {
    note("installing (about 40 s the first time)");
    const isHere = isMadeFor(root, before) && (await isWhole(context));
    if (!isHere) await makeVenv(context);
    const { code, output } = await pipInstall(context, note);
    // A pip that failed by itself changed nothing: what is there can go on.
    if (code !== 0 && code !== 128 && isHere) writeFileSync(made.stamp, before);
    if (code !== 0) throw context.failure("install JupyterLab", output);
    note("installed");
  });
  await installOptional(context, venvPython(root));
  return venvJupyter(root);
}

function venvJupyter(root: string): Command {
  return [venvPython(root), "-I", "-m", "jupyterlab"];
}

/** The file says for which folder and with which list `.venv` was made. */
function stampOf(root: string): string {
  return join(root, ".venv", ".ready");
}

function isMadeFor(root: string, stamp: string): boolean {
  return stamp.startsWith(JSON.stringify({ root }).slice(0, -1));
}

/** Whether `.venv` still has its packages. */
async function isWhole({ root, run }: Context): Promise<boolean> {
  const ask = `from importlib.metadata import version
for package in ("jupyterlab", "nbclient", "nbconvert", "ipykernel"): version(package)`;
  return (await run(venvPython(root), ["-I", "-c", ask])).code === 0;
}

async function makeVenv(context: Context): Promise<void> {
  const [program, ...args] = await findPython(context);
  const made = await context.run(program, [...args, "-I", "-m", "venv", "--clear", ".venv"]);
  if (made.code !== 0) throw context.failure("make the Python environment .venv", made.output);
  // JupyterLab contains a CommonJS yarn.js; our own package.json would make it an ES module.
  writeFileSync(join(context.root, ".venv", "package.json"), '{ "type": "commonjs" }\n');
}

function pipInstall({ root, run }: Context, note: Note): Promise<Ended> {
  const flags = ["--no-input", "--disable-pip-version-check", "--no-user", "--retries", "2"];
  const list = join(root, ".binder", "requirements.txt");
  let collected = 0;
  const onLine = (line: string) => {
    if (line.startsWith("Collecting")) note(`installing, ${++collected} packages found`);
    if (line.startsWith("Installing")) note(`installing, unpacking ${collected} packages`);
  };
  const args = ["-I", "-m", "pip", "install", ...flags, "-r", list];
  return run(venvPython(root), args, { onLine });
}

/**
 * Another Jupyter, if ours could not be installed: the older one in `.venv` or that on the PATH.
 * @throws {Remedy} with the message of `instead`, if there is none >= 4.5
 */
export async function otherJupyter(context: Context, instead: Error): Promise<Command> {
  const { root, run } = context;
  const stamp = stampOf(root);
  const isOurs = existsSync(stamp) && isMadeFor(root, readFileSync(stamp, "utf8"));
  const onPath: Command = ["jupyter", "lab"];
  let found = "";
  for (const jupyter of isOurs ? [venvJupyter(root), onPath] : [onPath]) {
    const [program, ...args] = jupyter;
    const { code, output } = await run(program, [...args, "--version"]);
    const [version, major, minor] = /^(\d+)\.(\d+)\.\S+/m.exec(output) ?? [];
    if (code !== 0 || version === undefined) continue;
    if (Number(major) * 100 + Number(minor) >= 405) {
      console.log(`${instead.message}\nGoing on with the JupyterLab ${version} that is here.`);
      return jupyter;
    }
    found = `\nThe JupyterLab on the PATH is too old: it is ${version}, and >= 4.5 is needed.`;
  }
  throw new Remedy(`${instead.message}${found}`);
}

/**
 * Whether the disk keeps file permissions. A Windows disk in WSL does not (every file there is
 * executable), and Jupyter refuses to write its keys there.
 */
function keepsModes(root: string): boolean {
  const known = statSync(join(root, "package.json"), { throwIfNoEntry: false });
  return known === undefined || (known.mode & 0o111) === 0;
}

/** The environment of Jupyter: it finds our kernel first, and writes inside the project only. */
export function jupyterEnv(root: string): NodeJS.ProcessEnv {
  const own = join(root, "my-notebooks", ".jupyter");
  const path = [join(root, ".venv", "share", "jupyter"), process.env.JUPYTER_PATH];
  // Windows calls it Path. If there is no other Python, notebooks find the one of `.venv`.
  const PATH = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const programs = [process.env[PATH], dirname(venvPython(root))];
  return {
    ...process.env,
    [PATH]: programs.filter(Boolean).join(delimiter),
    // It would show another JupyterLab.
    JUPYTERLAB_DIR: undefined,
    JUPYTER_PATH: path.filter(Boolean).join(delimiter),
    JUPYTER_CONFIG_DIR: own,
    JUPYTER_DATA_DIR: join(own, "data"),
    JUPYTER_RUNTIME_DIR: keepsModes(root)
      ? join(own, "runtime")
      : join(homedir(), ".local", "share", "jupyter", "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(own, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(own, "workspaces"),
    // In `.venv`, because IPython warns if the parent folder is missing, as `own` may be.
    IPYTHONDIR: join(root, ".venv", "share", "ipython"),
  };
}
