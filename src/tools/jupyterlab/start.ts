import { registerKernel } from "../kernel/register.js";
import type { Context } from "../setup/context.js";
import { installJupyter, type Jupyter, otherJupyter } from "../setup/jupyter.js";
import { makeCopies, notebookNames } from "./copies.js";
import { startLab } from "./lab.js";

/**
 * `npm start`: opens JupyterLab on the reader's own copies, and resolves when it has ended.
 * Arguments are passed on to JupyterLab: `npm start -- --no-browser --port=9999`.
 */
export async function main(context: Context): Promise<number> {
  const { root, step, alone } = context;
  const jupyter = await findJupyter(context);
  registerKernel(root);
  await step("Your notebooks", async (note) => {
    const { written, kept } = await alone(root, async () => makeCopies(root));
    note(written.length > 0 ? `${written.length} new in my-notebooks` : "up to date");
    for (const name of kept) console.log(howToRenew(name));
  });
  const lab = await step("JupyterLab", () => startLab(context, jupyter, firstPage(root)));
  console.log(`\nThe course is open at\n  ${lab.url}\nCtrl-C here ends it.\n`);
  return lab.ended;
}

async function findJupyter(context: Context): Promise<Jupyter> {
  try {
    return await installJupyter(context);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return otherJupyter(context, error);
  }
}

function howToRenew(name: string): string {
  return (
    `There is a new edition of ${name}. You have edited yours, so it stays as it is: to get the ` +
    `new one, rename or delete my-notebooks/${name} and run \`npm start\` again.`
  );
}

/** 01 is where to start; 00 is for at home. */
function firstPage(root: string): string {
  const names = notebookNames(root);
  const first = names.find((name) => name.startsWith("01-")) ?? names[0];
  return first === undefined ? "my-notebooks" : `my-notebooks/${first}.ipynb`;
}
