import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { current, must, mustHold } from "../lab/arguments.js";
import { type Machine, machine } from "../lab/machine.js";
import { median, type Run, wallMs } from "../lab/run.js";
import type { Price } from "./card/card.js";

/** What one learner's machine has measured: a line of JSON, without a name. */
export interface Result extends Machine {
  /** Speed-up over `single` by the number of workers, for example `{ "2": 1.9 }`. */
  readonly speedUp: Readonly<Record<string, number>>;
  /** Cores that other programs kept busy meanwhile. */
  readonly othersBusy: number;
  /** The card's prices in ns, by what they are for; empty if the card was not measured. */
  readonly prices: Readonly<Record<string, number>>;
}

/**
 * The line of this machine: its facts, how many times as fast as `single` the runs with workers
 * were, and its prices.
 *
 * @throws {TypeError | RangeError} if the runs are not those of `single` and of workers.
 */
export function resultLine(runs: readonly Run[], prices: readonly Price[] = []): string {
  const action = "Cannot write the line";
  mustHold(runs, action, "'runs' must be an array of runs");
  const warm = runs.filter((run) => run.warm);
  const single = warm.filter(({ way }) => way === "single").map(wallMs);
  const workers = warm.filter(({ way }) => way === "worker");
  mustHold(single, action, "'runs' must hold warm runs of way.single()");
  mustHold(workers, action, "'runs' must hold warm runs of way.worker(n)");
  const widths = [...new Set(workers.map(({ width }) => width))].sort((a, b) => a - b);
  const speedUp = (n: number) =>
    median(single) / median(workers.filter(({ width }) => width === n).map(wallMs));
  const result: Result = {
    ...machine(),
    speedUp: Object.fromEntries(widths.map((n) => [n, short(speedUp(n))])),
    othersBusy: short(median(warm.map((run) => (run.othersMs ?? 0) / wallMs(run)))),
    prices: Object.fromEntries(prices.map(({ what, ns }) => [what, short(ns)])),
  };
  return JSON.stringify(result);
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}

/**
 * Writes a line into a file of its own in a folder, by default that of the notebook, and returns
 * the file's path. Its name comes from the line: two learners' files can stand in one folder.
 */
export function writeResult(line: string, folder = "."): string {
  parsed(line, "the line");
  const id = createHash("sha256").update(line).digest("hex").slice(0, 8);
  const file = join(folder, `class-${id}.jsonl`);
  writeFileSync(file, `${line}\n`);
  return file;
}

/**
 * Reads the results of a class: from a folder all files that end in .jsonl or .txt, or from a text
 * that somebody has pasted. Lines without a `{` are skipped, and so is what stands around the JSON
 * (a name, the time of a chat); equal lines count once.
 *
 * @throws {TypeError | RangeError} if a line is not a result: it names file, line and field.
 */
export function readClass(folderOrText: string): Result[] {
  must(typeof folderOrText === "string", ACTION, "it must be a folder or a text", folderOrText);
  const texts = folderOrText.includes("{")
    ? [{ name: "the text", text: folderOrText }]
    : filesOf(folderOrText);
  const lines = texts.flatMap(({ name, text }) =>
    text.split(/\r?\n/).flatMap((line, i) => {
      return line.includes("{") ? [parsed(line, `line ${i + 1} of ${name}`)] : [];
    }),
  );
  const different = new Map(lines.map((result) => [JSON.stringify(result), result]));
  mustHold([...different.keys()], ACTION, "there must be a line or more");
  return [...different.values()];
}

function filesOf(folder: string) {
  const names = readdirSync(folder).filter((name) => /\.(jsonl|txt)$/.test(name));
  return names.sort().map((name) => ({
    name: `'${basename(name)}'`,
    text: readFileSync(join(folder, name), "utf8"),
  }));
}

const ACTION = "Cannot read the results of the class";

/** What is known of each field; the messages say it in these words. */
const FIELDS: readonly (readonly [keyof Result, (value: unknown) => boolean, string])[] = [
  ["cpu", isText, "a text"],
  ["cores", isAmount, "a number above 0"],
  ["coresInAll", isAmount, "a number above 0"],
  ["threadsPerCore", (value) => value === null || isAmount(value), "a number above 0 or null"],
  ["memoryGiB", isAmount, "a number above 0"],
  ["node", isText, "a text"],
  ["system", isText, "a text"],
  ["speedUp", isSpeedUps, "an object of numbers above 0, by numbers of workers"],
  ["othersBusy", (value) => value === 0 || isAmount(value), "a number >= 0"],
  ["prices", isAmounts, "an object of numbers above 0"],
];

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length <= 200;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1e15;
}

function isAmounts(value: unknown): value is Record<string, number> {
  return typeof value === "object" && value !== null && Object.values(value).every(isAmount);
}

function isSpeedUps(value: unknown): boolean {
  const widths = isAmounts(value) ? Object.keys(value) : [];
  return widths.length > 0 && widths.every((n) => Number(n) >= 1);
}

/** The result in a line: the fields that are known, and no other. */
function parsed(line: string, place: string): Result {
  // A chat may have made its quotes round.
  const text = line.slice(line.indexOf("{"), line.lastIndexOf("}") + 1).replace(/[“”„]/g, '"');
  let value: Partial<Record<keyof Result, unknown>> | undefined;
  try {
    value = JSON.parse(text);
  } catch {
    // Said below: what a line is that is none.
  }
  must(typeof value === "object", ACTION, `${place} must be JSON on one line`, line);
  for (const [field, holds, rule] of FIELDS) {
    if (holds(value[field])) continue;
    const wrong = typeof value[field] === "number" ? RangeError : TypeError;
    throw new wrong(
      `${ACTION} as '${field}' in ${place} must be ${rule}: ${current(value[field])}`,
    );
  }
  return Object.fromEntries(FIELDS.map(([field]) => [field, value[field]])) as unknown as Result;
}
