import { registerKernel } from "./kernel/register.js";
import { notebookNames } from "./notebooks/edition.js";
import { type Context, Remedy } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { buildTests, NOTEBOOKS, runStages, type Stage, testFiles } from "./test-stages.js";

/** How long the soak goes on where nothing else is said, in minutes. */
const MINUTES = 20;

/**
 * `npm run soak [minutes]`: what takes long and finds rare things. All faults, interrupts at many
 * moments, every notebook in full size and both editions, notebooks in strange orders. What is
 * begun when the time is over is ended; what is not begun then is skipped with a word.
 *
 * @throws {Remedy} if the minutes are not a number from 1 on
 */
export async function main(context: Context): Promise<number> {
  const { root, args } = context;
  const minutes = Number(args[0] ?? MINUTES);
  if (!(minutes >= 1))
    throw new Remedy(`Cannot soak for '${args[0]}' minutes: say, for example, 60.`);
  await installJupyter(context);
  registerKernel(root);
  await buildTests(context);
  return runStages(context, stages(root, minutes));
}

/** Each is made when its turn comes: what a stage leaves of its time is the next one's. */
function* stages(root: string, minutes: number): Generator<Stage> {
  const faults = ["lab/faults.test.ts", "tools/kernel/kernel.test.ts"];
  const own = testFiles(root).filter((file) => file.startsWith("soak/"));
  const names = notebookNames(root);
  // Each time another one is the first: the last ones may find no time.
  const first = Math.floor(Math.random() * names.length);
  const notebooks = [...names.slice(first), ...names.slice(0, first)].join(",");
  let until = Date.now();
  for (const [what, files, share] of [
    ["All faults and interrupts", faults, 0.2],
    ["Notebooks in full size", [NOTEBOOKS], 0.5],
    ["What finds rare things", own, 0.3],
  ] as const) {
    until += share * minutes * 60_000;
    const env = { LAB_SOAK_UNTIL: String(until), LAB_NOTEBOOKS: notebooks };
    const leftMinutes = Math.max(0, until - Date.now()) / 60_000;
    yield { what, files, limitMinutes: Math.ceil(leftMinutes) + 5, env };
  }
}
