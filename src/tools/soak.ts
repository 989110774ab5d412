import { registerKernel } from "./kernel/register.js";
import { type Context, Remedy } from "./setup/context.js";
import { installJupyter } from "./setup/jupyter.js";
import { NOTEBOOKS, testFiles } from "./test-files.js";
import { buildTests, runTests } from "./tools.js";

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
  const own = testFiles(root).filter((file) => file.startsWith("soak/"));
  const stages = [
    {
      what: "all faults and interrupts",
      files: ["lab/faults.test.ts", "tools/kernel/kernel.test.ts"],
      share: 0.3,
    },
    { what: "notebooks in full size", files: [NOTEBOOKS], share: 0.4 },
    { what: "what finds rare things", files: own, share: 0.3 },
  ];
  const codes: number[] = [];
  let until = Date.now();
  for (const { share, ...stage } of stages) {
    // What a stage leaves of its time is the next one's.
    until += share * minutes * 60_000;
    const env = { LAB_SOAK_UNTIL: String(until) };
    const limitMinutes = Math.ceil((until - Date.now()) / 60_000) + 5;
    codes.push(await runTests(context, { ...stage, limitMinutes, env }));
  }
  return Math.max(...codes);
}
