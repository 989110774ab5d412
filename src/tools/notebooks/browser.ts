import { existsSync } from "node:fs";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

/** Where a Chromium may be; the variable `CHROMIUM` comes first. */
const places = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Starts the Chromium of this machine without a window; `undefined` if there is none. */
export async function openChromium(options: LaunchOptions = {}): Promise<Browser | undefined> {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) return undefined;
  // Otherwise it would call its maker's servers, or wait for them.
  const args = ["--disable-background-networking", ...(options.args ?? [])];
  return chromium.launch({ ...options, executablePath, args });
}
