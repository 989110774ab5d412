import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openChromium } from "#dist/tools/notebooks/browser.js";
import { whole } from "#dist/tools/notebooks/notebook.js";
import { root } from "../tools/context.js";
import { type Course, startCourse } from "./browser/course.js";
import { checkLook, drawnFigures, hoverAll } from "./browser/figures.js";
import * as jupyter from "./browser/jupyterlab.js";
import { checkMarks } from "./browser/marks.js";
import { convert } from "./browser/nbconvert.js";
import * as check from "./browser/outputs.js";
import { type Watch, watch } from "./browser/watch.js";

const SMALL = 12; // figures in figures.md: one of each kind, lanes three times
const COMMITTED = join(root, "notebooks", "01-four-ways.ipynb");
const WIDE = { width: 1280, height: 900 };

const browser = await openChromium();
if (browser) describe("in a real browser", { timeout: 900_000 }, () => tests(browser));
else {
  it("in a real browser", { skip: !process.env.CI && "there is no Chromium here" }, () =>
    assert.fail("there is no Chromium, and continuous integration must try it"),
  );
}

function tests(browser: Browser): void {
  let course: Course;
  let context: BrowserContext;
  let seen: Watch;
  let page: Page;
  let kernel = 0;

  before(async () => {
    course = await startCourse();
    context = await browser.newContext({ viewport: WIDE });
    seen = watch(context);
  });
  after(async () => {
    await browser.close();
    await course?.end();
  });
  const open = (name: string) => jupyter.open(context, course.url, name);

  it("runs the reader's own copy of 01, and draws its figures as their tables say", async () => {
    page = await open("01-four-ways");
    await jupyter.run(page);
    const figures = check.checkOutputs(await jupyter.outputs(page));
    await checkFigures(page, figures);
    await check.checkAccessible(page);
    assert.deepEqual(await page.locator(".Toastify__toast").allTextContents(), [], "pop-ups");
    await page.close();
  });

  it("draws a figure of each kind", async () => {
    course.write("figures");
    page = await open("figures");
    await jupyter.run(page);
    const outputs = await jupyter.outputs(page);
    assert.equal(check.checkOutputs(outputs), SMALL);
    kernel = Number.parseInt(whole(outputs.get("measure")?.at(-1)?.text), 10);
    const kinds = await checkFigures(page, SMALL);
    assert.equal(new Set(kinds).size, SMALL - 2);
  });

  it("leaves the wheel to the page", async () => {
    const plot = page.locator(".lab-plot").first();
    const scrolled = () =>
      page
        .locator(".jp-WindowedPanel-outer")
        .first()
        .evaluate((it) => it.scrollTop);
    const [figure] = await drawnFigures(page, SMALL);
    await plot.hover();
    const from = await scrolled();
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(300);
    assert.equal((await scrolled()) - from, 300);
    const [after] = await drawnFigures(page, SMALL);
    assert.deepEqual(after?.marks, figure?.marks);
  });

  it("follows the theme while it is shown, and a narrow window", async () => {
    await jupyter.command(page, "apputils:change-theme", { theme: "JupyterLab Dark" });
    await checkFigures(page, SMALL);
    await check.checkAccessible(page);
    await jupyter.command(page, "application:toggle-left-area");
    await page.setViewportSize({ width: 500, height: 900 });
    await checkFigures(page, SMALL);
    await page.setViewportSize(WIDE);
    await jupyter.command(page, "apputils:change-theme", { theme: "JupyterLab Light" });
    await checkFigures(page, SMALL);
    await check.checkAccessible(page);
  });

  it("draws when cells are run again in another order", async () => {
    await jupyter.run(page, ["curve", "set-up", "lanes", "measure", "sketches", "lanes", "cost"]);
    assert.equal(check.checkOutputs(await jupyter.outputs(page)), SMALL);
    await checkFigures(page, SMALL);
  });

  it("draws again, without a run, in a notebook that was saved and is trusted", async () => {
    await jupyter.command(page, "docmanager:save");
    await page.close();
    page = await open("figures");
    assert.equal(await jupyter.trusted(page), true);
    await checkFigures(page, SMALL);
    await page.close();
  });

  it("shows the pictures, and runs no script, in a copy that is not trusted", async () => {
    copyFileSync(COMMITTED, course.file("committed"));
    page = await open("committed");
    assert.equal(await jupyter.trusted(page), false);
    await check.checkUntrusted(page);
    await check.checkPictures(page);
    await check.checkAccessible(page);
    await page.close();
  });

  it("makes nothing of text that would like to be code", async () => {
    course.write("hostile");
    page = await open("hostile");
    await jupyter.run(page);
    const figures = check.checkOutputs(await jupyter.outputs(page));
    await drawnFigures(page, figures);
    await hoverAll(page);
    await check.checkHarmless(page);
    await jupyter.command(page, "docmanager:save");
    await page.close();
  });

  it("nor in a copy of it that is not trusted", async () => {
    const saved = readFileSync(course.file("hostile"), "utf8");
    writeFileSync(course.file("tampered"), saved.replace("Text that would", "A text that would"));
    page = await open("tampered");
    assert.equal(await jupyter.trusted(page), false);
    await check.checkUntrusted(page);
    await check.checkHarmless(page);
    await page.close();
  });

  it("shows a page of nbconvert without a network", async () => {
    const files = [COMMITTED, course.file("hostile")];
    const pages = await convert(files, join(course.file(""), "..", "pages"));
    const offline = await browser.newContext({ viewport: WIDE, offline: true });
    page = await offline.newPage();
    await page.goto(pages[0]!);
    await check.checkPictures(page);
    await page.goto(pages[1]!);
    await page.locator('[role="img"] .main-svg').first().waitFor({ state: "attached" });
    await check.checkHarmless(page);
    await offline.close();
  });

  it("has met no error, and asked no other machine", () => {
    assert.deepEqual(seen, { errors: [], elsewhere: [] });
    // What a kernel says just when its page is closed meets a closed socket: tornado tells of that.
    const log = course
      .log()
      .replace(/^Task exception was .*\n(?:.*\n)*?.*WebSocketClosedError\n/gm, "");
    assert.doesNotMatch(log, /Traceback|^\[[EC] /m);
  });

  it("leaves nothing running", async () => {
    assert.ok(isRunning(kernel), `the kernel, ${kernel}, should still be there`);
    await course.end();
    for (let waits = 0; isRunning(kernel) && waits < 50; waits++) await sleep(100);
    assert.equal(isRunning(kernel), false);
  });
}

/** Waits for the figures and checks each; gives their kinds. */
async function checkFigures(page: Page, number: number): Promise<string[]> {
  const figures = await drawnFigures(page, number);
  return figures.map((figure) => {
    checkLook(figure);
    return checkMarks(figure);
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
