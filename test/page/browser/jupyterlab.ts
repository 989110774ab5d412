/// <reference lib="dom" />
import type { BrowserContext, Page } from "playwright-core";
import type { Output } from "#dist/tools/notebooks/notebook.js";

/** What `--expose-app-in-browser` leaves in the page, as far as it is needed here. */
interface JupyterApp {
  readonly commands: { execute(command: string, args?: object): Promise<unknown> };
  readonly shell: { readonly currentWidget: NotebookPanel | null };
}

interface NotebookPanel {
  readonly context: { readonly isReady: boolean };
  readonly content: {
    activeCellIndex: number;
    readonly widgets: readonly {
      readonly model: { readonly type: string; readonly trusted: boolean };
    }[];
    readonly model: { readonly sharedModel: { readonly cells: readonly SharedCell[] } };
  };
  readonly sessionContext: {
    readonly session: {
      readonly kernel: { readonly status: string; readonly connectionStatus: string } | null;
    } | null;
  };
}

interface SharedCell {
  readonly id: string;
  readonly cell_type: string;
  getOutputs(): Output[];
}

declare global {
  interface Window {
    readonly jupyterapp: JupyterApp;
    /** How the command that was begun last has ended. */
    labEnded?: string;
  }
}

const OPEN_MS = 60_000;
const RUN_MS = 240_000;

/** Opens a notebook in JupyterLab, alone, and waits for its kernel. */
export async function open(context: BrowserContext, url: string, name: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(OPEN_MS);
  const { origin, searchParams } = new URL(url);
  const token = searchParams.get("token");
  await page.goto(`${origin}/lab/tree/my-notebooks/${name}.ipynb?reset&token=${token}`);
  await page.waitForFunction(() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const kernel = panel?.context?.isReady && panel.sessionContext.session?.kernel;
    return kernel && kernel.connectionStatus === "connected" && kernel.status === "idle";
  });
  return page;
}

/** Runs all cells, or those with the given ids in that order, and waits until they have ended. */
export async function run(page: Page, ids?: readonly string[]): Promise<void> {
  if (!ids) return command(page, "notebook:run-all-cells");
  for (const id of ids) {
    await page.evaluate((wanted) => {
      const { content } = window.jupyterapp.shell.currentWidget!;
      const cells = content.model.sharedModel.cells;
      content.activeCellIndex = cells.findIndex((cell) => cell.id === wanted);
    }, id);
    await command(page, "notebook:run-cell");
  }
}

/** Executes a command of JupyterLab. Its promise stays in the page: awaiting it here can hang. */
export async function command(page: Page, name: string, args: object = {}): Promise<void> {
  await page.evaluate(
    ([name, args]) => {
      window.labEnded = "";
      void window.jupyterapp.commands.execute(name, args).then(
        () => (window.labEnded = "done"),
        (error) => (window.labEnded = String(error)),
      );
    },
    [name, args] as const,
  );
  await page.waitForFunction(() => window.labEnded !== "", undefined, { timeout: RUN_MS });
  const ended = await page.evaluate(() => window.labEnded);
  if (ended !== "done") throw new Error(`${name}: ${ended}`);
}

/** The outputs of the code cells, by the cells' ids, as they would be saved. */
export async function outputs(page: Page): Promise<Map<string, Output[]>> {
  const all = await page.evaluate(() => {
    const { cells } = window.jupyterapp.shell.currentWidget!.content.model.sharedModel;
    const code = cells.filter((cell) => cell.cell_type === "code");
    return code.map((cell) => [cell.id, cell.getOutputs()] as const);
  });
  return new Map(all);
}

/** Whether JupyterLab trusts the outputs of all code cells. */
export function trusted(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { widgets } = window.jupyterapp.shell.currentWidget!.content;
    return widgets.every(({ model }) => model.type !== "code" || model.trusted);
  });
}
