import { registerKernel } from "../kernel/register.js";
import { notebookNames } from "../notebooks/edition.js";
import type { Context } from "../setup/context.js";
import { installJupyter, otherJupyter } from "../setup/jupyter.js";
import { classWords, openClassQueue } from "./class-queue.js";
import { type Kept, makeCopies } from "./copies.js";
import { startLab } from "./lab.js";

/**
 * `npm start`: opens JupyterLab on the reader's own copies, and resolves when it has ended. With
 * `--class` (or `--class=192.168.1.7`, an address of this machine) it also opens a queue to the
 * room's network. Other arguments are passed on to JupyterLab: `npm start -- --port=9999`.
 */
export async function main(context: Context): Promise<number> {
  const { root, step, alone } = context;
  const asked = context.args.find((arg) => /^--class(=|$)/.test(arg));
  const args = context.args.filter((arg) => arg !== asked);
  const jupyter = await installJupyter(context).catch((error) => otherJupyter(context, error));
  registerKernel(root);
  const { kept } = await step("Your notebooks", async (note) => {
    const copies = await alone(root, async () => makeCopies(root));
    const { length } = copies.written;
    note(length > 0 ? `${length} new in my-notebooks` : "up to date");
    return copies;
  });
  for (const it of kept) console.log(newEdition(it));
  const queue = asked && (await openClassQueue(asked.split("=")[1] || undefined));
  // The notebooks read it there.
  if (queue) process.env.LAB_CLASS_URL = queue.url;
  const first = firstPage(root, kept);
  const lab = await step("JupyterLab", () => startLab({ ...context, args }, jupyter, first));
  if (queue) console.log(classWords(queue));
  console.log(`\nThe course is open at\n  ${lab.url}\nCtrl-C here ends it.\n`);
  const code = await lab.ended;
  if (queue) await queue.close();
  return code;
}

/** What a reader is told of a copy that stays as it is. */
export function newEdition({ name, beside, gone }: Kept): string {
  const some = gone.length > 3 ? [...gone.slice(0, 3), "…"] : gone;
  const stays =
    gone.length > 0
      ? `it stays as it is, but no longer runs: the course now has no ${some.join(", ")}`
      : "it stays as it is";
  const next = beside
    ? `The new one is beside it: my-notebooks/${beside}.`
    : `To get the new one, rename or delete my-notebooks/${name} and run \`npm start\` again.`;
  return `There is a new edition of ${name}. You have edited yours, so ${stays}. ${next}`;
}

/** Opens 01 (00 is read at home), or its new edition if the reader's copy no longer runs. */
function firstPage(root: string, kept: readonly Kept[]): string {
  const names = notebookNames(root);
  const first = names.find((name) => name.startsWith("01-")) ?? names[0];
  if (first === undefined) return "my-notebooks";
  const file = `${first}.ipynb`;
  const mine = kept.find(({ name, gone }) => name === file && gone.length > 0);
  return `my-notebooks/${mine?.beside ?? file}`;
}
