import { notebookNames } from "./jupyterlab/copies.js";
import { registerKernel } from "./kernel/register.js";
import { type Context, Remedy } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { NOTEBOOKS, testFiles } from "./test-files.js";
import { runStages } from "./test-stages.js";
import { buildTests } from "./tools.js";

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
  const notebooks = inAnotherOrder(notebookNames(root));
  const own = testFiles(root).filter((file) => file.startsWith("soak/"));
  const stages = [
    {
      what: "All faults and interrupts",
      files: ["lab/faults.test.ts", "tools/kernel/kernel.test.ts"],
      share: 0.2,
    },
    { what: "Notebooks in full size", files: [NOTEBOOKS], share: 0.5 },
    { what: "What finds rare things", files: own, share: 0.3 },
  ];
  let until = Date.now();
  const timed = stages.map(({ share, ...stage }) => () => {
    // What a stage leaves of its time is the next one's.
    until += share * minutes * 60_000;
    const env = { LAB_SOAK_UNTIL: String(until), LAB_NOTEBOOKS: notebooks.join(",") };
    const limitMinutes = Math.ceil((until - Date.now()) / 60_000) + 5;
    return { ...stage, limitMinutes, env };
  });
  return runStages(context, timed);
}

/** Each time another one is the first: the last ones may find no time. */
function inAnotherOrder(names: readonly string[]): string[] {
  const first = Math.floor(Math.random() * names.length);
  return [...names.slice(first), ...names.slice(0, first)];
}
