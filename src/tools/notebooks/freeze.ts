import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { registerKernel } from "../kernel/register.js";
import { type Context, Remedy } from "../setup/context.js";
import { installJupyter } from "../setup/jupyter.js";
import { drawFigures } from "./draw.js";
import { editionOf, notebookNames } from "./edition.js";
import { execute } from "./execute.js";
import { flaw, freezeOutputs, htmlOf } from "./frozen.js";
import { type Cell, notebookText } from "./notebook.js";

/**
 * `npm run freeze [part of a name …]`: makes all or some of the committed notebooks from their
 * sources: the committed edition, executed, each figure as a picture.
 */
export async function main(context: Context): Promise<number> {
  const { root, args, step } = context;
  await installJupyter(context);
  registerKernel(root);
  const names = notebookNames(root).filter(
    (name) => args.length === 0 || args.some((part) => name.includes(part)),
  );
  for (const name of names) {
    await step(name, async (note) => {
      const text = await freeze(context, name, note);
      writeFileSync(join(root, "notebooks", `${name}.ipynb`), text);
      note(`${Math.round(text.length / 1000)} KB`);
    });
  }
  return 0;
}

/** The text of a notebook for reading: committed edition, executed, frozen. */
async function freeze(context: Context, name: string, note: (text: string) => void) {
  note("executing");
  const edition = editionOf(context.root, name, "committed");
  const executed = await execute(context, edition);
  note("drawing");
  const all = executed.flatMap((cell) => cell.outputs ?? []);
  const pictures = await drawFigures(htmlOf(all));
  const cells = edition.cells.map((cell, index): Cell => {
    if (cell.cell_type === "markdown") return cell;
    const outputs = freezeOutputs(executed[index]?.outputs ?? [], pictures);
    const why = flaw(outputs, [context.root, homedir()]);
    if (why) throw new Remedy(`Cannot freeze ${name} as its cell "${cell.id}" ${why}`);
    return { ...cell, outputs };
  });
  return notebookText({ ...edition, cells });
}
